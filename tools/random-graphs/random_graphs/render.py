"""A plan's graph with images, and the scores that each must have."""
import base64

import numpy as np

from .graph import Graph
from .illegal import Illegal
from .steps import build_all

NUM_IMAGES = 4
# A network that has become constant proves nothing, and one of huge numbers is none.
MAX_ELEMENTS = 12_000
MAX_MAGNITUDE = 2.0**60


def byte_table(formula):
    """[256] float32: each operation rounds once."""
    u8 = np.arange(256, dtype=np.float32)
    tables = {
        "u8": u8,
        "u8/255": u8 / np.float32(255),
        "u8/256": u8 / np.float32(256),
        "u8/128-1": u8 / np.float32(128) - np.float32(1),
        "u8/127.5-1": u8 / np.float32(127.5) - np.float32(1),
        "(u8-128)/64": (u8 - np.float32(128)) / np.float32(64),
    }
    return tables[formula]


def draw_images(plan):
    """[N, C, H, W]; the last one is black and white."""
    rng = np.random.default_rng(plan["seed"])
    images = rng.integers(0, 256, (NUM_IMAGES, plan["channels"], *plan["size"]), dtype=np.uint8)
    images[-1] = np.where(images[-1] < 128, 0, 255)
    return images


def render(plan, variant=""):
    """Returns the model and what is known of it. Throws Illegal."""
    images = draw_images(plan)
    g = Graph(byte_table(plan["input"]), images, plan["opset"], variant)
    with np.errstate(all="ignore"):
        scores = build_all(g, g.image, plan["steps"])
    if scores.rank != 2 or not np.all(np.abs(scores.bounded.values) < MAX_MAGNITUDE):
        raise Illegal("scores that are no finite row")
    at_source, output = ending(g, scores, plan["ends_with"])
    return g.to_model(output), {
        "isStandard": all(node.domain == "" for node in g.nodes),
        "images": {
            "data": base64.b64encode(images.transpose(0, 2, 3, 1).tobytes()).decode(),
            "shape": [plan["size"][0], plan["size"][1], plan["channels"]],
        },
        "input": plan["input"],
        "ties": g.ties.tolist(),
        "onSteps": g.on_steps.tolist(),
        "scores": listed(scores.bounded),
        "sourceScores": listed(at_source),
    }


def ending(g, scores, op):
    """What the file's own scores are, and its output. A softmax is left out by the converter."""
    g.tag = "end"
    if op == "":
        return scores.bounded, scores
    if op != "Softmax":
        return scores.bounded, g.node(op, [scores], scores.bounded)
    values, errors = scores.bounded.values, scores.bounded.errors
    powers = np.exp(values - values.max(1, keepdims=True))
    shares = powers / powers.sum(1, keepdims=True)
    # Each share changes by at most the factor e^(2·error) of the largest error.
    bound = shares * np.expm1(2 * errors.max(1, keepdims=True)) + 1e-5
    made = type(scores.bounded)(shares, bound)
    return made, g.node("Softmax", [scores], made, axis=1)


def listed(bounded):
    return {"values": bounded.values.tolist(), "errors": bounded.errors.tolist()}
