"""Runs a trained network for the converter: a line of JSON in, a line of JSON out, numbers in files.

At the start it prints {"name", "inputs": [shape without batch, ...], "finish": what it does to the scores at the end}, or
{"unavailable": why}. For {"in", "out", "layers", "bytes"} it reads the float32 numbers of all inputs, one after the
other, writes those of the scores and of the layers, and prints {"scores": [first, count], "layers": [[name, first,
count], ...]}, or {"error"}.
"""
import json
import os
import sys


def one_line(error):
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:300]}"


def advice(install):
    step = f'run "npm run setup -- --only {sys.argv[2]}", or ' if len(sys.argv) > 2 else ""
    return f"{step}install {install} for {sys.executable} or for a Python that you name with --python"


def serve(open_network, install):
    """open_network raises ImportError where packages are missing: those that `install` names."""
    # Libraries print to the standard output; the converter reads from it.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def reply(message):
        print(json.dumps(message), file=replies, flush=True)

    try:
        import numpy
        network = open_network(sys.argv[1])
    except ImportError as error:
        return reply({"unavailable": f"{error}: {advice(install)}"})
    except Exception as error:  # The reason is the user's: whatever the library says of the file.
        return reply({"unavailable": f"it cannot load the file: {one_line(error)}"})
    reply({"name": network.name, "inputs": network.inputs, "finish": network.finish})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            numbers = numpy.fromfile(request["in"], "<f4")
            sizes = [int(numpy.prod(shape)) for shape in network.inputs]
            parts = numpy.split(numbers, numpy.cumsum(sizes)[:-1])
            arrays = [part.reshape([1, *shape]) for part, shape in zip(parts, network.inputs)]
            scores, layers = network.run(arrays, request["layers"], request["bytes"])
            reply(write(numpy, request["out"], scores, layers))
        except Exception as error:
            reply({"error": one_line(error)})


def write(numpy, path, scores, layers):
    first = 0
    places = []
    with open(path, "wb") as file:
        for name, array in [("", scores), *layers]:
            flat = numpy.asarray(array, "<f4").reshape(-1)
            file.write(flat.tobytes())
            places.append([name, first, flat.size])
            first += flat.size
    return {"scores": places[0][1:], "layers": places[1:]}
