"""The installed package against the reference interpreter's golden vectors, the zoo's hashes and the C program's words.

    PYTHONPATH=… BITPLANE_PROGRAM=packages/runtime-c/build/host/bitplane python3 packages/python/tests/test_model.py
"""

import gc
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
import zlib
from pathlib import Path

import numpy as np

import bitplane
from bitplane import BitplaneError, Model

ROOT = Path(__file__).resolve().parents[3]
VECTORS = sorted((ROOT / "test/vectors").iterdir())
ZOO = sorted(card.parent for card in (ROOT / "zoo").glob("*/card.json"))
SMALL = ROOT / "zoo/reference-plus/model.bpm"


def golden(path):
    """Of a .bpv file (docs/format.md): per tensor's name its element and [N, height, width, channels]."""
    data = path.read_bytes()
    num_images, num_tensors, image_nbytes, names_nbytes = struct.unpack_from("<4I", data, 24)
    names = 64 + 32 * num_tensors
    start = (names + names_nbytes + 63) // 64 * 64
    tensors = {}
    for k in range(num_tensors):
        name, element, height, width, channels, offset, nbytes, _ = struct.unpack_from("<8I", data, 64 + 32 * k)
        parts = [data[start + i * image_nbytes + offset :][:nbytes] for i in range(num_images)]
        values = [numbers(part, element, channels) for part in parts]
        text = data[names + name : data.index(0, names + name)].decode()
        tensors[text] = np.array(values).reshape(num_images, height, width, channels)
    return tensors


def numbers(part, element, channels):
    if element != 1:
        return np.frombuffer(part, {0: "<u1", 2: "<i4", 3: "<f4"}[element])
    words = (channels + 63) // 64
    rows = [int.from_bytes(part[at : at + 8 * words], "little") for at in range(0, len(part), 8 * words)]
    return np.array([[-1 if row >> c & 1 else 1 for c in range(channels)] for row in rows], np.int8)


def slice_images():
    records = np.fromfile(ROOT / "test/data/cifar10-slice/test_batch.bin", np.uint8).reshape(-1, 3073)
    return records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def hash_of(logits):
    lines = [",".join("%.9g" % score for score in row) for row in logits]
    return hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()


class Bits(unittest.TestCase):
    def test_golden_vectors_layer_by_layer(self):
        self.assertGreater(len(VECTORS), 10)
        compared = 0
        for folder in VECTORS:
            tensors = golden(folder / "golden.bpv")
            for options in ({}, {"cpu_features": 0}, {"threads": 3}):
                with self.subTest(folder.name, **options), Model.load(folder / "model.bpm", **options) as model:
                    output, shown = model.run(tensors["input"], layers=True)
                    self.assertEqual([layer.name for layer in model.layers()], list(shown))
                    for layer in model.layers():
                        values = shown[layer.name]
                        self.assertEqual((layer.shape, layer.dtype), (values.shape[1:], values.dtype))
                    for name in tensors.keys() & shown.keys():
                        self.assertEqual(tensors[name].dtype, shown[name].dtype, name)
                        self.assertEqual(tensors[name].tobytes(), shown[name].tobytes(), name)
                        compared += 1
                    self.assertEqual(model.run(tensors["input"]).tobytes(), output.tobytes())
        self.assertGreater(compared, 100)

    def test_the_zoo_on_the_committed_images(self):
        self.assertGreater(len(ZOO), 3)
        images = slice_images()
        for folder in ZOO:
            expected = json.loads((folder / "card.json").read_text())["logits"]["slice"]
            for options in ({}, {"cpu_features": 0}, {"threads": 2}):
                with self.subTest(folder.name, **options), Model.load(folder / "model.bpm", **options) as model:
                    logits = model.run(images)
                    self.assertEqual((logits.shape, logits.dtype), ((200, 10), np.float32))
                    self.assertEqual(hash_of(logits), expected)

    def test_the_program_gives_the_same_logits(self):
        image = np.random.default_rng(1).integers(0, 256, (32, 32, 3), np.uint8)
        with tempfile.NamedTemporaryFile() as file:
            file.write(image.tobytes())
            file.flush()
            text = subprocess.run([os.environ["BITPLANE_PROGRAM"], "run", "--model", str(SMALL), "--input", file.name],
                                  check=True, stdout=subprocess.PIPE).stdout
        logits = np.array(json.loads(text)["logits"], np.float32)
        self.assertEqual(Model.load(SMALL).run(image).tobytes(), logits.tobytes())


class Images(unittest.TestCase):
    def setUp(self):
        self.model = Model.load(SMALL)
        self.images = slice_images()[:4]

    def test_one_image_a_batch_and_none(self):
        one, batch = self.model.run(self.images[2]), self.model.run(self.images)
        self.assertEqual((one.shape, batch.shape), ((10,), (4, 10)))
        self.assertEqual(one.tobytes(), batch[2].tobytes())
        logits, shown = self.model.run(self.images[2], layers=True)
        self.assertEqual((logits.tobytes(), shown[self.model.layers()[-1].name].shape), (one.tobytes(), (1, 1, 10)))
        self.assertEqual(self.model.run(self.images[:0]).shape, (0, 10))
        self.assertEqual(self.model.run(self.images[:0], layers=True)[0].shape, (0, 10))

    def test_any_strides_and_nothing_is_overwritten_by_the_next_run(self):
        first = self.model.run(self.images)
        kept = first.copy()
        flipped = self.model.run(self.images[::-1, :, ::-1])
        self.assertTrue((first == kept).all())
        self.assertEqual(flipped.tobytes(), self.model.run(np.array(self.images[::-1, :, ::-1])).tobytes())

    def test_other_images_are_named(self):
        for images, kind, words in [
            (self.images / 255, TypeError, "expected images of uint8, pixels from 0 to 255, got float64"),
            (self.images.astype(np.int8), TypeError, "got int8"),
            ([[1]], TypeError, "got int64"),
            (self.images.transpose(0, 3, 1, 2), ValueError,
             "expected images [32, 32, 3] or [N, 32, 32, 3], got [4, 3, 32, 32]"),
            (self.images[:, :16], ValueError, "got [4, 16, 32, 3]"),
            (self.images[0, 0], ValueError, "got [32, 3]"),
            (self.images[np.newaxis], ValueError, "got [1, 4, 32, 32, 3]"),
        ]:
            with self.assertRaises(kind) as caught:
                self.model.run(images)
            self.assertIn(words, str(caught.exception))
            self.assertIn(str(SMALL), str(caught.exception))


class Files(unittest.TestCase):
    def test_the_words_of_the_c_loader(self):
        data = SMALL.read_bytes()
        layers = struct.unpack_from("<Q", data, 64 + 24 * 2 + 8)[0]
        damaged = bytearray(data)
        damaged[layers + 128] = 200  # the kind of layer 1
        cases = {"text": b"no model" * 20, "cut": data[:-1], "long": data + b"\0" * 8,
                 "bit": data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], "kind": with_checksum(damaged)}
        statuses = set()
        for name, content in cases.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "model.bpm")
                Path(path).write_bytes(content)
                command = [os.environ["BITPLANE_PROGRAM"], "info", "--model", path]
                said = subprocess.run(command, stderr=subprocess.PIPE).stderr
                with self.assertRaises(BitplaneError) as caught:
                    Model.load(path)
                self.assertEqual(f"bitplane: {caught.exception}\n", said.decode())
                statuses.add(caught.exception.status)
                self.assertEqual(caught.exception.layer, 1 if name == "kind" else None)
        self.assertEqual(len(statuses), len(cases))
        with self.assertRaisesRegex(BitplaneError, "^model: truncated"):
            Model(b"")

    def test_a_missing_file_and_impossible_threads(self):
        with self.assertRaises(FileNotFoundError):
            Model.load("missing.bpm")
        for threads in (0, -1, 257):
            with self.assertRaises(BitplaneError) as caught:
                Model.load(SMALL, threads=threads)
            self.assertEqual(caught.exception.status, 13)

    def test_the_file_may_change_afterwards(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.bpm"
            path.write_bytes(SMALL.read_bytes())
            model = Model.load(path)
            path.write_bytes(b"other")
            other = Model(SMALL.read_bytes())
            self.assertEqual(model.run(slice_images()).tobytes(), other.run(slice_images()).tobytes())


def with_checksum(data):
    struct.pack_into("<I", data, 12, 0)
    struct.pack_into("<I", data, 12, zlib.crc32(data))
    return bytes(data)


class Processes(unittest.TestCase):
    def test_many_threads_call_two_models_at_once(self):
        images = slice_images()[:50]
        models = [Model.load(SMALL), Model.load(ROOT / "zoo/resnet-20/model.bpm", threads=2)]
        expected = [model.run(images).tobytes() for model in models]
        same = []

        def work(k):
            for _ in range(3):
                same.append(models[k].run(images).tobytes() == expected[k])

        callers = [threading.Thread(target=work, args=(i % 2,)) for i in range(6)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        self.assertEqual(same, [True] * 18)

    @unittest.skipUnless(os.path.exists("/proc/self/statm"), "Linux says what a process has")
    def test_memory_and_threads_are_given_back(self):
        def load(count):
            for _ in range(count):
                Model.load(SMALL, threads=3).run(slice_images()[:3], layers=True)
            gc.collect()
            return int(Path("/proc/self/statm").read_text().split()[1]) * 4096, len(os.listdir("/proc/self/task"))

        before, num_threads = load(20)
        after, same = load(60)
        self.assertLess(after - before, 2 << 20)
        self.assertEqual(num_threads, same)
        model = Model.load(SMALL, threads=3)
        self.assertEqual(len(os.listdir("/proc/self/task")), same + 2)
        model.close()
        model.close()
        self.assertEqual(len(os.listdir("/proc/self/task")), same)
        for call in (lambda: model.run(slice_images()), model.layers):
            with self.assertRaisesRegex(ValueError, "the model is closed: load it again"):
                call()

    @unittest.skipUnless(hasattr(os, "fork"), "processes fork on POSIX systems")
    def test_a_fork_ends_well_and_is_told_to_load_again(self):
        script = f"""
import os, bitplane, numpy
images = numpy.zeros((4, 32, 32, 3), numpy.uint8)
one, two = bitplane.Model.load({str(SMALL)!r}), bitplane.Model.load({str(SMALL)!r}, threads=2)
two.run(images)
if os.fork() == 0:
    one.run(images)
    try: two.run(images)
    except RuntimeError as error: print(error)
else:
    assert os.wait()[1] == 0
"""
        said = subprocess.run([sys.executable, "-c", script], check=True, timeout=60, stdout=subprocess.PIPE).stdout
        self.assertIn("threads do not survive a fork: load the model again in this process", said.decode())

    @unittest.skipIf(sys.platform == "darwin", "zig's linker for macOS exports all functions")
    def test_only_public_functions_are_exported(self):
        self.assertFalse(hasattr(bitplane._library._LIBRARY, "bitplane_select_bgemm"))
        self.assertTrue(hasattr(bitplane._library._LIBRARY, "bitplane_run"))


if __name__ == "__main__":
    unittest.main()
