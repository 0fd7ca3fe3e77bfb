"""python3 -m random_graphs draw --seed 1 --count 100 --out DIR, or smaller or render --plan FILE --out DIR

Writes for each graph NAME.onnx and NAME.json, which has the plan, the images and the scores.
"""
import argparse
import json
from pathlib import Path

import numpy as np

from .graph import check
from .illegal import Illegal
from .plan import draw_plan
from .render import render
from .smaller import smaller
from .steps import VARIANTS


def write(plan, variant, path):
    """Throws Illegal; a variant with other scores is an error of this generator."""
    model, known = render(plan, variant)
    check(model)
    path.with_suffix(".onnx").write_bytes(model.SerializeToString())
    path.with_suffix(".json").write_text(json.dumps({"plan": plan, "variant": variant, **known}))
    return known


def require_same(plain, varied, name):
    """The scores of a variant are those of the plain graph, within the errors of both."""
    usable = ~(np.array(plain["ties"]) | np.array(varied["ties"]))
    values, errors = [[np.array(each["scores"][key]) for each in (plain, varied)] for key in ("values", "errors")]
    beyond = np.abs(values[0] - values[1]) > errors[0] + errors[1] + 1e-9
    if beyond[usable].any():
        raise AssertionError(f"{name}: the generator's own variants have different scores")


def draw(seed, count, out):
    """Graphs of `count` plans, each with one variant. The patterns take turns, so that all are in a hundred graphs."""
    made = 0
    while made < count:
        plan = draw_plan(seed, made)
        variant = VARIANTS[made // 2 % len(VARIANTS)]
        try:
            plain = write(plan, "", out / f"{seed}")
            if is_constant(plain):
                raise Illegal("a network that gives all images the same scores proves little")
            require_same(plain, write(plan, variant, out / f"{seed}-{variant}"), f"{seed}-{variant}")
            made += 1
        except Illegal:
            for file in [*out.glob(f"{seed}.*"), *out.glob(f"{seed}-*")]:
                file.unlink()
        seed += 1


def is_constant(known):
    return len({tuple(scores) for scores in known["scores"]["values"]}) == 1


def write_smaller(known, out):
    for index, plan in enumerate(smaller(known["plan"])):
        try:
            write(plan, known["variant"], out / f"{index:05}")
        except Illegal:
            continue


def main():
    parser = argparse.ArgumentParser(prog="random_graphs")
    parser.add_argument("what", choices=["draw", "smaller", "render"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--plan", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.what == "draw":
        draw(given.seed, given.count, given.out)
        return
    known = json.loads(given.plan.read_text())
    if given.what == "smaller":
        write_smaller(known, given.out)
    else:
        write(known["plan"], known["variant"], given.out / str(known["plan"]["seed"]))


if __name__ == "__main__":
    main()
