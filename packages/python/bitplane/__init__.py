"""Runs binary convolution networks, `.bpm` files, and gives the bits that they give on every board.

    logits = bitplane.Model.load("model.bpm", threads=2).run(images)  # uint8 [N, height, width, channels] → float32
"""

import contextlib
import os
import threading
import weakref
from collections import namedtuple
from ctypes import byref, c_size_t, c_void_p, memmove

import numpy as np

from . import _library as c

__all__ = ["BitplaneError", "Layer", "Model"]
__version__ = "0.2.0"
_ELEMENTS = [np.uint8, np.int8, np.int32, np.float32]  # of bitplane_element; bits become +1 and -1
_BITS, _NO_LAYER, _ALIGNMENT = 1, 0xFFFFFFFF, 64

# An output that `run(images, layers=True)` shows, of a layer or of several that run as one: name (the last one's), kind
# ("binary-conv2d+threshold"), kernel (what computes it on this CPU, or "portable"), shape (of one image: height, width,
# channels), dtype (int8 for bits, which are +1 and -1).
Layer = namedtuple("Layer", "name kind kernel shape dtype")


class BitplaneError(ValueError):
    """What the runtime rejects, in its words. status: as in bitplane.h; layer: the faulty layer's number, or None."""

    def __init__(self, what, status, layer=None):
        place = "" if layer is None else f"layer {layer}: "
        super().__init__(f"{what}: {place}{c.status_text(status).decode()} (status {status})")
        self.status, self.layer = status, layer


class Model(contextlib.AbstractContextManager):
    """A network, ready to run. Any thread may call it; calls take turns. Load it again to run two calls at once."""

    def __init__(self, data, *, threads=1, cpu_features=None, name="model"):
        """data: the bytes of a `.bpm` file; threads: 1 … 256, the caller's among them; cpu_features: extensions that
        kernels may use, bits of bitplane.h (0: plain C; None: all of this CPU's), by which no result changes; name: for
        messages. Raises BitplaneError where the runtime rejects the file or the number of threads.
        """
        self._what, self._lock, self._stop, self._process = name, threading.Lock(), None, os.getpid()
        self._bytes, self._model = _aligned(len(data)), c.Model(faulty_layer=_NO_LAYER)
        self._bytes[:] = np.frombuffer(data, np.uint8)
        model, nbytes, self._network = byref(self._model), c_size_t(), c_void_p()
        self._require(c.model_load(self._bytes.ctypes.data, self._bytes.nbytes, model))
        options = c.Options(cpu_features=c.cpu_features() & (~0 if cpu_features is None else cpu_features),
                            workers=c.Workers() if threads == 1 else self._start(threads), spreads_images=True)
        self._require(c.arena_nbytes(model, byref(options), byref(nbytes)))
        self._arena = _aligned(nbytes.value)
        memory = c.Memory(self._arena.ctypes.data, nbytes)
        self._require(c.network_init(model, byref(options), memory, byref(self._network)))
        self._steps, image = [c.Step() for _ in range(c.num_steps(self._network))], c.Tensor()
        for i, step in enumerate(self._steps):
            self._require(c.describe_step(self._network, i, byref(step)))
        self._layers = [Layer(step.output.name.decode(), step.kind.decode(), step.kernel.decode(), _shape(step.output),
                              np.dtype(_ELEMENTS[step.output.element])) for step in self._steps]
        c.model_input(model, byref(image))
        self.input_shape, self.output_shape = _shape(image), self._layers[-1].shape
        self.name = self._model.name.decode()

    @classmethod
    def load(cls, path, **options):
        """Loads a file, which may change afterwards. options: threads, cpu_features, as above. Also raises OSError."""
        with open(path, "rb") as file:
            return cls(file.read(), name=os.fspath(path), **options)

    def run(self, images, layers=False):
        """Returns the network's output for uint8 [height, width, channels] or [N, height, width, channels].

        It is float32 [classes] or [N, classes]; [height, width, channels] or [N, …] where it has several pixels, and
        of its own type where that is another. With layers=True: (output, {name: that layer's output}), [height, width,
        channels] or [N, …], for all of layers(). Raises TypeError and ValueError for other images.
        """
        images, expected = np.asarray(images), ", ".join(map(str, self.input_shape))
        if images.dtype != np.uint8:
            raise TypeError(f"{self._what}: expected images of uint8, pixels from 0 to 255, got {images.dtype}")
        if images.ndim not in (3, 4) or images.shape[-3:] != self.input_shape:
            raise ValueError(f"{self._what}: expected images [{expected}] or [N, {expected}], got {[*images.shape]}")
        batch, steps = np.ascontiguousarray(images).reshape(-1, *self.input_shape), self._steps[0 if layers else -1 :]
        raw = [np.empty((len(batch), step.output.nbytes), np.uint8) for step in steps]
        with self._lock:
            self._require_usable()
            if layers:
                self._run_layers(batch, raw)
            else:
                self._require(c.run_batch(self._network, c.Batch(len(batch), batch.ctypes.data, raw[0].ctypes.data)))
        values = [_values(step.output, each) for step, each in zip(steps, raw)]
        if images.ndim == 3:
            values = [each[0] for each in values]
        output = values[-1][..., 0, 0, :] if self.output_shape[:2] == (1, 1) else values[-1]
        return (output, {layer.name: each for layer, each in zip(self._layers, values)}) if layers else output

    def layers(self):
        """Returns the Layers that run(images, layers=True) shows, in their order."""
        self._require_usable()
        return list(self._layers)

    def close(self):
        """Stops the threads and gives the memory back, as the end of a `with` block and the last reference's do."""
        with self._lock:
            if self._stop is not None:
                self._stop()
            self._network = self._arena = self._bytes = None

    def __exit__(self, *_):
        self.close()

    def _start(self, threads):
        nbytes, pool, process = c_size_t(), c_void_p(), self._process
        self._require(c.thread_pool_nbytes(threads, byref(nbytes)))
        memory = _aligned(nbytes.value)
        self._require(c.thread_pool_start(threads, c.Memory(memory.ctypes.data, nbytes), byref(pool)))
        def stop(_memory):
            if process == os.getpid():  # A fork has the pool's memory without its threads.
                c.thread_pool_stop(pool)
        self._stop = weakref.finalize(self, stop, memory)
        return c.thread_pool_workers(pool)

    def _run_layers(self, batch, raw):
        for i, image in enumerate(batch):
            def keep(_, step, output, i=i):
                memmove(raw[step][i].ctypes.data, output[0].data, output[0].nbytes)
            observer, output = c.Observer(on_output=c.OnOutput(keep)), c.Tensor()
            self._require(c.run(self._network, image.ctypes.data, byref(observer), byref(output)))

    def _require_usable(self):
        if self._network is None:
            raise ValueError(f"{self._what}: the model is closed: load it again")
        if self._stop is not None and self._process != os.getpid():
            raise RuntimeError(f"{self._what}: threads do not survive a fork: load the model again in this process")

    def _require(self, status):
        if status != 0:
            layer = self._model.faulty_layer
            raise BitplaneError(self._what, status, None if layer == _NO_LAYER else layer)


def _aligned(nbytes):
    memory = np.empty(nbytes + _ALIGNMENT, np.uint8)
    return memory[-memory.ctypes.data % _ALIGNMENT :][:nbytes]


def _shape(tensor):
    return tensor.height, tensor.width, tensor.channels


def _values(tensor, raw):
    """The numbers of raw, uint8 [N, tensor.nbytes], as [N, height, width, channels]."""
    if tensor.element != _BITS:
        return raw.view(_ELEMENTS[tensor.element]).reshape(len(raw), *_shape(tensor))
    row = (tensor.channels + 63) // 64 * 64  # A pixel's bits fill whole words.
    bits = np.unpackbits(raw, bitorder="little").reshape(len(raw), tensor.height, tensor.width, row)
    return 1 - 2 * bits[..., : tensor.channels].astype(np.int8)
