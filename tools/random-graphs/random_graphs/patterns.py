"""What the passes look for, planted: by name the steps, each of which has the name in its nodes' names."""


def sign_conv(d, **given):
    """Signs, and a convolution of them whose sums are whole numbers."""
    return [d.sign(), d.same_conv(group=1, weights="signs", bias=False, **given)]


def chain(d, *between):
    """sign → convolution → … → sign → convolution"""
    return [*sign_conv(d), *between, *sign_conv(d)]


def max_pool(d):
    return d.pool(form="MaxPool", kernel=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])


PATTERNS = {
    # Chains from the sums of a binary convolution to a sign.
    "gamma-positive": lambda d: chain(d, d.norm(form="BatchNormalization", gamma="positive")),
    "gamma-negative": lambda d: chain(d, d.norm(form="BatchNormalization", gamma="negative")),
    "gamma-zero": lambda d: chain(d, d.norm(form="BatchNormalization", gamma="zero")),
    "gamma-mixed": lambda d: chain(d, d.norm(form="BatchNormalization", gamma="mixed")),
    "norm-spelt-out": lambda d: chain(d, d.norm(form="spelt out")),
    "norm-of-tensor": lambda d: chain(d, d.norm(form="tensor")),
    "slopes-positive": lambda d: chain(d, d.norm(gamma="mixed"), d.rectify(form="PRelu", slopes="positive")),
    "slopes-mixed": lambda d: chain(d, d.norm(gamma="mixed"), d.rectify(form="PRelu", slopes="mixed"), d.norm()),
    "slopes-of-elements": lambda d: chain(d, d.rectify(form="PRelu of elements"), d.arithmetic(form="Add")),
    "clip-before-sign": lambda d: chain(d, d.norm(), d.rectify(form="Clip")),
    "relu-before-sign": lambda d: chain(d, d.norm(), d.rectify(form="Relu"), d.arithmetic(form="Sub")),
    "pool-before-norm": lambda d: chain(d, max_pool(d), d.norm(gamma="mixed")),
    "pool-after-norm": lambda d: chain(d, d.norm(gamma="mixed"), max_pool(d)),
    "pool-after-sign": lambda d: [*sign_conv(d), d.norm(), d.sign(), max_pool(d), *sign_conv(d)[1:]],
    "fan-out-of-norm": lambda d: [*sign_conv(d), d.norm(), d.residual([*sign_conv(d), d.norm()])],
    "fan-out-of-sums": lambda d: [*sign_conv(d), d.residual([*sign_conv(d), d.norm()])],
    "shared-signs": lambda d: [d.sign(), d.concat(sign_conv(d)[1:], [*sign_conv(d)[1:], d.norm()]), *sign_conv(d)],
    "shared-sums": lambda d: [*sign_conv(d), d.concat(sign_conv(d), [d.norm(), *sign_conv(d)])],
    "levels-of-sums": lambda d: [*sign_conv(d), d.norm(), d.levels(bits=2), d.same_conv(group=1)],
    "levels-of-pooled-sums": lambda d: [*sign_conv(d), max_pool(d), d.norm(), d.levels(bits=2), d.same_conv(group=1)],
    "masked-weights": lambda d: [d.sign(), d.same_conv(weights="ternary"), d.norm(), *sign_conv(d)],
    "signs-of-groups": lambda d: [d.sign(), d.same_conv(group="depthwise", weights="signs"), d.norm(), *sign_conv(d)],
    # Quantizers of numbers that no sum of signs is.
    "levels-of-numbers": lambda d: [
        *(d.same_conv(group=1, weights="real"), d.rectify(form="PRelu"), d.levels(bits=2)),
        *(d.same_conv(group=1, weights="signs", pads=[0, 0, 0, 0]), d.norm()),
    ],
    "levels-of-a-sum": lambda d: [
        *(d.residual([*sign_conv(d), d.norm()]), d.levels(bits=2)),
        *(d.same_conv(group=1, weights="signs"), d.norm()),
    ],
    "many-levels-of-numbers": lambda d: [
        d.same_conv(weights="real"),
        d.levels(bits=3),
        d.same_conv(weights="signs"),
        d.norm(),
    ],
    "bytes-of-numbers": lambda d: [
        *(d.same_conv(group=1, weights="real"), d.quantize(form="qcdq", bits=8), d.same_conv(weights="qcdq", bits=8)),
    ],
    "bytes-of-bytes": lambda d: [
        *(d.same_conv(group=1, weights="real"), d.quantize(form="qcdq", bits=8), d.quantize(form="qcdq", bits=8)),
        d.same_conv(weights="qcdq", bits=8),
    ],
    # Shuffles before signs.
    "shuffle-before-sign": lambda d: [*sign_conv(d, filters=4)[:2], d.norm(), d.shuffle(groups=2), *sign_conv(d)],
    "two-shuffles": lambda d: [*sign_conv(d, filters=8), d.shuffle(groups=2), d.shuffle(groups=4), *sign_conv(d)],
    "shuffle-read-twice": lambda d: [*sign_conv(d, filters=4), d.shuffle(groups=2), d.residual(sign_conv(d))],
    "shuffled-signs-in-a-sum": lambda d: [
        *(*sign_conv(d, filters=4), d.norm()),
        d.residual([d.shuffle(groups=2), d.quantize(form="where")]),
    ],
    # Who else reads sums.
    "sums-to-relu": lambda d: [*sign_conv(d), d.rectify(form="Relu")],
    "sums-to-pool": lambda d: [*sign_conv(d), max_pool(d)],
    "sums-side-by-side": lambda d: [d.sign(), d.concat(sign_conv(d)[1:], sign_conv(d)[1:])],
    "sum-of-sums": lambda d: [d.sign(), d.residual(sign_conv(d)[1:], sign_conv(d)[1:])],
    # Scales and offsets.
    "affines-in-a-row": lambda d: [*sign_conv(d), d.norm(), d.arithmetic(form="Mul"), d.arithmetic(form="Add")],
    "affines-read-twice": lambda d: [*sign_conv(d), d.norm(), d.residual([d.arithmetic(form="Mul")])],
    "affine-of-zero": lambda d: [*sign_conv(d), d.norm(gamma="zero"), d.norm(gamma="zero")],
    # What nothing reads.
    "dead-branch": lambda d: [d.dead([*sign_conv(d), d.norm(), *sign_conv(d)])],
    "dead-sums": lambda d: [d.sign(), d.dead(sign_conv(d)[1:]), *sign_conv(d)[1:], d.norm()],
}


def planted(name, drawing):
    return [tagged(step, name) for step in PATTERNS[name](drawing)]


def tagged(step, name):
    """Nested steps too."""
    inner = {
        key: [tagged(each, name) for each in step[key]] for key in ("steps", "shortcut") if key in step
    }
    if "branches" in step:
        inner["branches"] = [[tagged(each, name) for each in branch] for branch in step["branches"]]
    return {**step, **inner, "tag": name}
