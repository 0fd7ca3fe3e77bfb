"""Runs a twin of a network in LiteRT or onnxruntime on a board: compares its scores with those that it must have, then
times it as `bitplane bench` does: rounds, and probes of the core between samples. Prints one line of JSON. An error is
the last line of stderr, with exit code 1, or 3 where the core was disturbed too often.

python run_engine.py find ENGINE
python run_engine.py time ENGINE TWIN SCORES NAME THREADS SECONDS REPEATS NOISE
SCORES: twin-scores.json, in which the twin is called NAME; REPEATS: 0, or a number of images to run instead of for
SECONDS; NOISE: reject or keep."""

import base64
import gc
import importlib
import json
import os
import platform
import resource
import sys
import time

EXIT_NOISY = 3
ROUNDS, PATIENCE = 10, 4
STRETCH_NS = 200_000
QUIET = 0.94
PROBE_CALLS = 60
# Of the clock, which the thread need not have had the core.
LOST_PART = 1 / 32
BLOCK_NS, MAX_WARM_UP_NS, BLOCKS, STEADY = 20_000_000, 2_000_000_000, 3, 1.02

# By engine: modules that can run it, the newest first, with the packages that have them.
MODULES = {
    "litert": [("ai_edge_litert.interpreter", "ai-edge-litert"), ("tflite_runtime.interpreter", "tflite-runtime")],
    "onnxruntime": [("onnxruntime", "onnxruntime")],
}


def fail(message, code=1):
    print(message, file=sys.stderr)
    sys.exit(code)


def find(engine):
    """The module, and what it is; the module is None where nothing can run the engine, and then why not."""
    reasons = []
    for module, package in MODULES[engine]:
        try:
            importlib.import_module("numpy")
            return importlib.import_module(module), {"package": package, "release": release_of(package)}
        except Exception as error:  # A package for another CPU or Python fails in many ways.
            reasons.append(f"{package}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
    return None, {"reasons": reasons}


def release_of(package):
    try:
        return importlib.import_module("importlib.metadata").version(package)
    except Exception:
        return "unknown"


def open_onnxruntime(onnxruntime, path, threads):
    """A function that takes an image and returns a function that runs it again and again; and what runs it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    [given], [scores] = session.get_inputs(), session.get_outputs()

    def with_image(pixels):
        binding = session.io_binding()
        binding.bind_cpu_input(given.name, pixels.reshape(given.shape))
        binding.bind_output(scores.name)

        def run():
            session.run_with_iobinding(binding)
            return binding.get_outputs()[0].numpy()

        return run

    return with_image, session.get_providers()[0]


def open_litert(module, path, threads):
    import numpy as np

    interpreter = module.Interpreter(model_path=path, num_threads=threads)
    interpreter.allocate_tensors()
    [given], [scores] = interpreter.get_input_details(), interpreter.get_output_details()

    def with_image(pixels):
        interpreter.set_tensor(given["index"], (pixels.reshape(given["shape"]) ^ 128).view(np.int8))

        def run():
            interpreter.invoke()
            return interpreter.get_tensor(scores["index"])

        return run

    # Operators that a delegate took are still listed beside it.
    operators = [operator["op_name"] for operator in interpreter._get_ops_details()]
    return with_image, "XNNPACK" if "DELEGATE" in operators else "without XNNPACK"


def verify(with_image, images, expected, tolerance):
    """The largest difference, in multiples of the largest score that is expected."""
    largest = max(abs(score) for scores in expected for score in scores) or 1
    worst = 0.0
    for index, (image, scores) in enumerate(zip(images, expected)):
        got = [float(score) for score in with_image(image)().reshape(-1)]
        if len(got) != len(scores):
            fail(f"expected {len(scores)} scores, got {len(got)}")
        for place, (score, wanted) in enumerate(zip(got, scores)):
            difference = abs(score - wanted) / largest
            if not difference <= tolerance:
                fail(
                    f"its scores differ from the expected ones: image {index}, score {place}: expected {wanted:.6g} up to "
                    f"{100 * tolerance:.2g} % of the largest one, got {score:.6g}; nothing was timed"
                )
            worst = max(worst, difference)
    return worst


class Core:
    """Whether the core is ours alone, by how long additions take that touch no memory outside of its first cache."""

    def __init__(self):
        import numpy as np

        self.numbers = [np.arange(8192, dtype=np.uint8) for _ in range(3)]
        self.add = np.add

    def probe(self):
        add, (a, b, c) = self.add, self.numbers
        start = time.perf_counter_ns()
        for _ in range(PROBE_CALLS):
            add(a, b, out=c)
        return time.perf_counter_ns() - start


def run_round(run, core, number, plan, stretches):
    """Appends (slower probe around it or None where others had the core, times, round) until the round is over."""
    rows, end, before = 0, time.perf_counter_ns() + plan["round_ns"], core.probe()
    while True:
        times, start, start_cpu = [], time.perf_counter_ns(), time.thread_time_ns()
        last = start
        while not times or (last - start < STRETCH_NS and (plan["round_ns"] > 0 or rows + len(times) < plan["rows"])):
            run()
            now = time.perf_counter_ns()
            times.append(now - last)
            last = now
        cpu, after = time.thread_time_ns() - start_cpu, core.probe()
        was_ours = plan["threads"] > 1 or cpu + (last - start) * LOST_PART >= last - start
        stretches.append((max(before, after) if was_ours else None, times, number))
        before, rows = after, rows + len(times)
        if rows >= plan["rows"] and last >= end:
            return


def sample(run, plan):
    """Times by round, of the rounds that count, how many images were dropped, and whether too few rounds counted."""
    core, stretches, num_run = Core(), [], 0
    core.probe()
    while True:
        run_round(run, core, num_run, plan, stretches)
        num_run += 1
        if num_run < plan["rounds"]:
            continue
        probes = sorted(probe for probe, _, _ in stretches if probe is not None)
        best = probes[(len(probes) - 1) // 100] if probes else 0
        kept = {}
        for number in range(num_run):
            own = [(probe, times) for probe, times, each in stretches if each == number]
            quiet = [t for probe, times in own if probe is not None and probe * QUIET <= best for t in times]
            if quiet and 2 * len(quiet) >= sum(len(times) for _, times in own):
                kept[number] = quiet
        if len(kept) >= plan["rounds"] or num_run >= PATIENCE * plan["rounds"]:
            break
    measured = sum(len(times) for _, times, _ in stretches)
    is_noisy = 2 * len(kept) < plan["rounds"]
    if is_noisy:
        if plan["noise"] != "keep":
            fail(
                f"the core was not left alone: {len(kept)} of {num_run} rounds count, at least "
                f"{(plan['rounds'] + 1) // 2} are needed; stop other programs, or take all times with --allow-noisy",
                EXIT_NOISY,
            )
        kept = {n: [t for _, times, each in stretches if each == n for t in times] for n in range(num_run)}
    rounds = [kept[number] for number in sorted(kept)]
    return rounds, measured - sum(len(times) for times in rounds), is_noisy, num_run


def warm_up(run):
    """Until three stretches of 20 ms differ by 2 % at most, or for two seconds."""
    blocks, begin = [], time.perf_counter_ns()
    while True:
        start, calls = time.perf_counter_ns(), 0
        while time.perf_counter_ns() - start < BLOCK_NS:
            run()
            calls += 1
        blocks = [*blocks, (time.perf_counter_ns() - start) / calls][-BLOCKS:]
        if len(blocks) == BLOCKS and max(blocks) <= STEADY * min(blocks):
            return
        if time.perf_counter_ns() - begin > MAX_WARM_UP_NS:
            return


def median(values):
    """values: in rising order."""
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def rank(values, percent):
    return values[-(-len(values) * percent // 100) - 1]


def keep_to_fast_cores(threads):
    """Where the board has cores of several kinds, as fast_cores.c of `bitplane bench` does. Returns them, or None."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    capacities = {}
    for core in os.sched_getaffinity(0):
        try:
            with open(f"/sys/devices/system/cpu/cpu{core}/cpu_capacity") as file:
                capacities[core] = int(file.read())
        except (OSError, ValueError):
            return None
    fast = []
    for least in sorted(set(capacities.values()), reverse=True):
        if len(fast) < threads:
            fast = sorted(core for core, capacity in capacities.items() if capacity >= least)
    if len(fast) == len(capacities):
        return None
    os.sched_setaffinity(0, fast)
    return fast


def bench(engine, path, scores_path, name, threads, seconds, repeats, noise):
    # Before numpy and the engine start threads of their own.
    cores = keep_to_fast_cores(threads)
    import numpy as np

    module, found = find(engine)
    if module is None:
        fail("; ".join(found["reasons"]))
    with open(scores_path) as file:
        record = json.load(file)
    twin = next((twin for twin in record["twins"] if twin["file"] == name), None)
    if twin is None:
        fail(f"{name} is not in {os.path.basename(scores_path)}: nothing says which scores it has to give")
    images = [np.frombuffer(base64.b64decode(image), np.uint8) for image in record["images"]]
    start = time.perf_counter_ns()
    with_image, kernels = {"litert": open_litert, "onnxruntime": open_onnxruntime}[engine](module, path, threads)
    load_ns = time.perf_counter_ns() - start
    start = time.perf_counter_ns()
    with_image(images[0])()
    first_image_ns = time.perf_counter_ns() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    worst = verify(with_image, images, twin["scores"], twin["tolerance"])
    run = with_image(images[0])
    gc.disable()
    warm_up(run)
    num_rounds = min(ROUNDS, repeats) if repeats else ROUNDS
    plan = {
        "rounds": num_rounds,
        "round_ns": 0 if repeats else int(seconds * 1e9 / num_rounds),
        "rows": -(-repeats // num_rounds) if repeats else 1,
        "threads": threads,
        "noise": noise,
    }
    rounds, dropped, is_noisy, num_run = sample(run, plan)
    times = sorted(t for each in rounds for t in each)
    total = {"median_ns": median(times), "p5_ns": rank(times, 5), "p95_ns": rank(times, 95), "min_ns": times[0]}
    return {
        **found,
        "python": platform.python_version(),
        "kernels": kernels,
        "threads": threads,
        **({} if cores is None else {"cores": cores}),
        "images": len(images),
        "scores": len(twin["scores"][0]),
        "largest_difference": worst,
        "tolerance": twin["tolerance"],
        "load_ns": load_ns,
        "first_image_ns": first_image_ns,
        "peak_nbytes": peak,
        "cpu_ns": time.process_time_ns(),
        "rounds": {"asked": num_rounds, "run": num_run, "counted": len(rounds)},
        "repeats": len(times),
        "dropped": dropped,
        "noisy": is_noisy,
        "total": {**total, "round_medians_ns": [median(sorted(each)) for each in rounds]},
    }


def main(command, engine, *rest):
    if command == "find":
        module, found = find(engine)
        result = {**found, "python": platform.python_version()}
    else:
        path, scores, name, threads, seconds, repeats, noise = rest
        result = bench(engine, path, scores, name, int(threads), float(seconds), int(repeats), noise)
    print(json.dumps({"schema": f"bitplane-engine-{command}/1", **result}))
    sys.stdout.flush()
    # Without the destructors of libraries that share threads.
    os._exit(0)


try:
    main(*sys.argv[1:])
except Exception as error:
    fail(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}")
