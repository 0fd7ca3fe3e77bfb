"""Plans that are simpler than a given one, the simplest first: for a graph that fails."""

SIMPLER = {
    "filters": [1, 2, 4],
    "units": [2],
    "kernel": [[1, 1], [2, 2]],
    "strides": [[1, 1]],
    "dilations": [[1, 1]],
    "pads": [[0, 0, 0, 0]],
    "auto_pad": [""],
    "pad_node": [False],
    "group": [1],
    "bias": [False],
    "weights": ["signs"],
    "bits": [2],
    "gamma": ["positive"],
    "slopes": ["positive"],
    "mode": ["ROUND"],
    "signed": [True],
    "narrow": [False],
    "zero_point": [0],
    "levels": [1, 2],
    "per_channel": [False],
    "ceil": [False],
    "is_turned": [False],
    "is_left": [False],
    "is_scalar": [True],
    "join": ["Add"],
    "numbers": ["dyadic"],
}
OF_PLAN = {
    "ends_with": [""],
    "opset": [13],
    "channels": [1],
    "size": [[1, 1], [2, 2], [3, 3], [5, 5]],
    "input": ["u8"],
}


def smaller(plan):
    for steps in without_one(plan["steps"]):
        yield {**plan, "steps": steps}
    for key, values in OF_PLAN.items():
        for value in before(values, plan[key]):
            yield {**plan, key: value}
    for steps in with_simpler(plan["steps"]):
        yield {**plan, "steps": steps}


def before(values, current):
    """Those that are simpler than the current one."""
    return values[: values.index(current)] if current in values else values


def without_one(steps):
    for index, step in enumerate(steps):
        yield [*steps[:index], *steps[index + 1 :]]
        for unwrapped in (step.get("steps"), *step.get("branches", [])):
            if unwrapped is not None:
                yield [*steps[:index], *unwrapped, *steps[index + 1 :]]
    yield from within(steps, without_one)


def with_simpler(steps):
    for index, step in enumerate(steps):
        for key, values in SIMPLER.items():
            if key in step:
                for value in before(values, step[key]):
                    yield [*steps[:index], {**step, key: value}, *steps[index + 1 :]]
    yield from within(steps, with_simpler)


def within(steps, change):
    """Changes of the lists that steps have."""
    for index, step in enumerate(steps):
        for key in ("steps", "shortcut"):
            for inner in change(step.get(key, [])):
                yield [*steps[:index], {**step, key: inner}, *steps[index + 1 :]]
        for b, branch in enumerate(step.get("branches", [])):
            for inner in change(branch):
                branches = [*step["branches"][:b], inner, *step["branches"][b + 1 :]]
                yield [*steps[:index], {**step, "branches": branches}, *steps[index + 1 :]]
