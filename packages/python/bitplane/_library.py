"""The functions of bitplane.h and thread_pool.h for ctypes, from the shared library in this folder."""

import ctypes
from ctypes import POINTER, c_bool, c_char_p, c_int, c_size_t, c_uint32, c_void_p
from pathlib import Path

_LIBRARY = ctypes.CDLL(str(next(Path(__file__).resolve().parent.glob("libbitplane.*"))))


def _struct(**fields):
    return type("Struct", (ctypes.Structure,), {"_fields_": list(fields.items())})


def _declare(name, result, *arguments):
    return ctypes.CFUNCTYPE(result, *arguments)(("bitplane_" + name, _LIBRARY))


Tensor = _struct(name=c_char_p, element=c_int, height=c_uint32, width=c_uint32, channels=c_uint32, nbytes=c_size_t,
                 data=c_void_p)
Model = _struct(bytes=c_void_p, nbytes=c_size_t, name=c_char_p, crc32=c_uint32, num_sections=c_uint32,
                num_layers=c_uint32, faulty_layer=c_uint32)
Workers = _struct(num_workers=c_uint32, run=c_void_p, pool=c_void_p)
Options = _struct(cpu_features=c_uint32, workers=Workers, min_part=c_uint32, spreads_images=c_bool)
Memory = _struct(data=c_void_p, nbytes=c_size_t)
Step = _struct(name=c_char_p, kind=c_char_p, kernel=c_char_p, output=Tensor)
OnOutput = ctypes.CFUNCTYPE(None, c_void_p, c_uint32, POINTER(Tensor))
Observer = _struct(on_output=OnOutput, context=c_void_p)
Batch = _struct(num_images=c_uint32, images=c_void_p, outputs=c_void_p)

status_text = _declare("status_text", c_char_p, c_int)
cpu_features = _declare("cpu_features", c_uint32)
model_load = _declare("model_load", c_int, c_void_p, c_size_t, POINTER(Model))
model_input = _declare("model_input", None, POINTER(Model), POINTER(Tensor))
arena_nbytes = _declare("arena_nbytes", c_int, POINTER(Model), POINTER(Options), POINTER(c_size_t))
network_init = _declare("network_init", c_int, POINTER(Model), POINTER(Options), Memory, POINTER(c_void_p))
num_steps = _declare("num_steps", c_uint32, c_void_p)
describe_step = _declare("describe_step", c_int, c_void_p, c_uint32, POINTER(Step))
run = _declare("run", c_int, c_void_p, c_void_p, POINTER(Observer), POINTER(Tensor))
run_batch = _declare("run_batch", c_int, c_void_p, POINTER(Batch))
thread_pool_nbytes = _declare("thread_pool_nbytes", c_int, c_uint32, POINTER(c_size_t))
thread_pool_start = _declare("thread_pool_start", c_int, c_uint32, Memory, POINTER(c_void_p))
thread_pool_workers = _declare("thread_pool_workers", Workers, c_void_p)
thread_pool_stop = _declare("thread_pool_stop", c_int, c_void_p)
