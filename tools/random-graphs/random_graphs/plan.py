"""A random plan: plain data that makes one graph, or no legal one."""
import random

from .drawing import Drawing
from .patterns import PATTERNS, planted

INPUTS = {"dyadic": ["u8", "u8/256", "u8/128-1", "(u8-128)/64"], "real": ["u8/255", "u8/127.5-1", "u8/256"]}


def draw_plan(seed, index):
    """index: which of the patterns is planted"""
    rng = random.Random(seed)
    numbers = rng.choice(["dyadic", "dyadic", "real"])
    d = Drawing(rng, rng.random() < 0.5, numbers)
    name = sorted(PATTERNS)[index % len(PATTERNS)]
    body = [*random_steps(d, 2), *planted(name, d), *random_steps(d, 2)]
    hidden = [step for _ in range(rng.choice([0, 0, 1, 2])) for step in (d.quantize(), d.dense(), d.norm())]
    last = [*hidden, d.quantize(), d.dense(units=rng.randint(2, 10))]
    # Of a flattened image, see LIMITATIONS.
    last[0]["per_channel"] = False
    end = [] if rng.random() < 0.6 else [rng.choice([d.norm, d.arithmetic])()]
    return {
        "seed": seed,
        "pattern": name,
        "numbers": numbers,
        "opset": rng.choice([13, 13, 17, 18, 20]),
        "input": rng.choice(INPUTS[numbers]),
        "channels": rng.choice([1, 3, 3]),
        "size": [rng.randint(5, 10), rng.randint(5, 10)],
        "steps": [*stem(d), *body, d.flatten(), *last, *end],
        "ends_with": rng.choice(["", "", "", "Softmax", "Identity"]),
    }


def stem(d):
    """Channels for the body: of numbers, of the image's signs, or of its quantized bytes."""
    filters = d.rng.choice([4, 8, 12])
    conv = d.same_conv(filters=filters, group=1)
    before = d.rng.choice([[], [], [d.arithmetic()], [d.sign()], [d.quantize(form="qcdq", bits=8)]])
    return [*before, conv, *d.rng.choice([[], [d.norm()]])]


def random_steps(d, count):
    draws = [d.conv, d.quantize, d.norm, d.rectify, d.arithmetic, d.nothing, d.pool, d.shuffle]
    some = [d.rng.choice(draws)() for _ in range(d.rng.randrange(count + 1))]
    kind = d.rng.random()
    if kind < 0.1:
        return [d.residual([d.quantize(), d.same_conv(), d.norm()]), *some]
    if kind < 0.2:
        return [d.concat([d.quantize(), d.same_conv(filters=4)], [d.rectify()]), *some]
    return some
