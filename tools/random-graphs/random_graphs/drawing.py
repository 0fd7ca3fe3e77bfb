"""Random steps. What is given stays as it is."""
from .steps import NOTHING
from .steps.kernels import FORMS
from .steps.pointwise import GAMMAS
from .steps.quantize import LEVELS, SIGNS
from .quantizers import ROUNDINGS

IN_QONNX = ("bipolar", "quant", "multi-threshold")
FLATTEN = ("Flatten", "Reshape", "rows first", "ReduceMean")
FLATTEN_GLOBAL = ("GlobalAveragePool+Flatten", "GlobalAveragePool+Squeeze", "GlobalMaxPool+Flatten")
# What is not drawn, or not compared, since Bitplane rejects it or promises no more; each with the place that avoids it:
# - more than 16 levels that do not round half to even are rejected: Drawing.quantize
# - MultiThreshold with thresholds of its own for each element of a flattened image is rejected: draw_plan
# - 0 before Sign is +1, and so is 0 where three levels are rounded UP, which is Sign: quantizers.sign
# - sums of more than 518 bytes times weights of 8 bits have no ONNX export: convolution.MAX_BYTE_PRODUCTS
# - ties of more than four levels that do not round half to even, or have an odd zero point: quantizers.quant


class Drawing:
    """rng: random.Random; a plan has QONNX's quantizers or not, and dyadic numbers or any."""

    def __init__(self, rng, has_qonnx, numbers):
        self.rng = rng
        self.has_qonnx = has_qonnx
        self.numbers = numbers

    def step(self, kind, drawn, given):
        return {"kind": kind, "seed": self.rng.randrange(2**31), "numbers": self.numbers, **drawn, **given}

    def among(self, forms):
        return self.rng.choice([form for form in forms if self.has_qonnx or form not in IN_QONNX])

    def often(self, value, others):
        """The value half of the time."""
        return value if self.rng.random() < 0.5 else self.rng.choice(others)

    def channels(self):
        return self.often(self.rng.choice([2, 4, 6, 8]), [1, 3, 5, 12, 33, 40])

    def conv(self, **given):
        kernel = self.often([3, 3], [[1, 1], [2, 3], [3, 1], [5, 5]])
        is_same = self.rng.random() < 0.15
        drawn = {
            "filters": self.channels(),
            "kernel": kernel,
            "strides": self.often([1, 1], [[1, 1], [2, 2], [2, 1]]),
            "dilations": [1, 1] if is_same else self.often([1, 1], [[1, 1], [2, 2], [1, 2]]),
            "pads": self.often([1, 1, 1, 1], [[0, 0, 0, 0], [0, 1, 1, 0], [2, 2, 2, 2]]),
            "auto_pad": self.rng.choice(["SAME_UPPER", "SAME_LOWER"]) if is_same else "",
            "pad_node": self.rng.random() < 0.2,
            "group": self.often(1, [1, 2, "depthwise"]),
            "bias": self.rng.random() < 0.3,
            "weights": self.often(self.among(FORMS[1:]), [self.among(FORMS)]),
            "bits": self.rng.choice([2, 3, 4, 8]),
        }
        return self.step("conv", drawn, given)

    def same_conv(self, **given):
        """One whose image has the size, and the channels, of what it reads."""
        same = {"filters": "same", "kernel": [3, 3], "strides": [1, 1], "dilations": [1, 1], "pads": [1, 1, 1, 1]}
        return self.conv(**{**same, "auto_pad": "", **given})

    def dense(self, **given):
        drawn = {
            "units": self.rng.choice([2, 5, 10, 40]),
            "form": self.rng.choice(["Gemm", "MatMul"]),
            "bias": self.rng.random() < 0.5,
            "weights": self.among(FORMS),
            "bits": self.rng.choice([2, 3, 4, 8]),
        }
        return self.step("dense", drawn, given)

    def sign(self, **given):
        return self.quantize(form=self.among(SIGNS), **given)

    def levels(self, **given):
        return self.quantize(form=self.among(LEVELS), **given)

    def quantize(self, **given):
        bits = self.rng.choice([2, 2, 3, 4, 8])
        drawn = {
            "form": self.often(self.among(SIGNS), [self.among(LEVELS)]),
            "bits": bits,
            "signed": self.rng.random() < 0.5,
            "narrow": self.rng.random() < 0.5,
            "mode": self.often("ROUND", sorted(ROUNDINGS)),
            "zero_point": self.often(0, [0, 1]),
            "levels": self.rng.choice([1, 2, 3, 4, 7, 15]),
            "per_channel": self.rng.random() < 0.5,
        }
        made = self.step("quantize", drawn, given)
        if made["bits"] > 4:
            made["mode"] = "ROUND"
        return made

    def norm(self, **given):
        drawn = {
            "form": self.often("BatchNormalization", ["spelt out", "tensor"]),
            "gamma": self.rng.choice(sorted(GAMMAS)),
        }
        return self.step("norm", drawn, given)

    def rectify(self, **given):
        forms = ["Relu", "LeakyRelu", "HardTanh", "Clip", "PRelu", "PRelu of elements"]
        drawn = {"form": self.rng.choice(forms), "slopes": self.rng.choice(sorted(GAMMAS))}
        return self.step("rectify", drawn, given)

    def arithmetic(self, **given):
        drawn = {
            "form": self.rng.choice(["Add", "Sub", "Mul", "Div", "Neg"]),
            "is_scalar": self.rng.random() < 0.4,
            "is_left": self.rng.random() < 0.3,
        }
        return self.step("arithmetic", drawn, given)

    def nothing(self, **given):
        return self.step("nothing", {"form": self.rng.choice(NOTHING)}, given)

    def pool(self, **given):
        drawn = {
            "form": self.often("MaxPool", ["AveragePool"]),
            "kernel": self.often([2, 2], [[3, 3], [2, 1], [3, 2]]),
            "strides": self.often([2, 2], [[1, 1], [2, 1]]),
            "pads": self.often([0, 0, 0, 0], [[0, 0, 1, 1], [1, 0, 0, 0]]),
            "ceil": self.rng.random() < 0.2,
            "count_include_pad": self.rng.random() < 0.5,
        }
        return self.step("pool", drawn, given)

    def shuffle(self, **given):
        return self.step("shuffle", {"groups": self.rng.choice([2, 3, 4]), "first": self.rng.choice([1, -1])}, given)

    def residual(self, steps, shortcut=(), **given):
        drawn = {"join": self.often("Add", ["Sub"]), "is_turned": self.rng.random() < 0.5}
        return self.step("residual", {**drawn, "steps": list(steps), "shortcut": list(shortcut)}, given)

    def concat(self, *branches):
        return self.step("concat", {"branches": [list(branch) for branch in branches]}, {})

    def dead(self, steps):
        return self.step("dead", {"steps": list(steps)}, {})

    def flatten(self, **given):
        form = self.rng.choice(FLATTEN if self.rng.random() < 0.6 else FLATTEN_GLOBAL)
        return self.step("flatten", {"form": form}, given)
