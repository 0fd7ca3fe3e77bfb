"""A .h5 or .keras file, or a SavedModel folder, in Keras, with Larq's layers where Larq is installed."""
import importlib
import json
import os
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Larq knows Keras 2 alone.
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

from worker import one_line, serve

AT_THE_END = ("softmax", "log_softmax", "sigmoid")
DOING_NOTHING = ("Flatten", "Reshape", "Dropout", "SpatialDropout2D", "GaussianDropout", "AlphaDropout", "GaussianNoise")
INSTALL = "tensorflow-cpu, tf_keras and larq for files of Keras 2 and Larq, or keras and tensorflow-cpu for files of Keras 3"


def load(path):
    """The first Keras that can read the file: Keras 2 and Larq, then Keras 3."""
    reasons = []
    for module in ("tf_keras", "keras"):
        try:
            keras = importlib.import_module(module)
        except ImportError as error:
            reasons.append(one_line(error))
            continue
        name = f"Keras {keras.__version__}"
        if not keras.__version__.startswith("3"):
            try:
                name += f" with Larq {importlib.import_module('larq').__version__}"
            except ImportError:
                pass
        for load_with in (load_whole, load_without_training):
            try:
                return keras, load_with(keras, path), name
            except Exception as error:
                reasons.append(f"{name}: {last_line(error)}")
    raise ImportError(f"no Keras here can read it ({'; '.join(reasons)})")


def last_line(error):
    """Keras says what it was given first, and what is wrong with it last."""
    return f"{type(error).__name__}: {(str(error).strip().splitlines() or [''])[-1][:300]}"


def load_whole(keras, path):
    return keras.models.load_model(path, compile=False)


def load_without_training(keras, path):
    """What only training needs may be a function of the user's own, which is not here."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            config = archive.read("config.json")
    else:
        import h5py

        with h5py.File(path, "r") as file:
            config = file.attrs["model_config"]
    model = keras.models.model_from_json(json.dumps(without_training(json.loads(config))))
    model.load_weights(path)
    return model


def without_training(value):
    if isinstance(value, list):
        return [without_training(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: without_training(each) for key, each in value.items() if not key.endswith(("_regularizer", "_constraint"))}
    zeros = {"class_name": "Zeros", "config": {}}
    return {key: zeros if key.endswith("_initializer") else each for key, each in kept.items()}


class Network:
    def __init__(self, path):
        self.keras, self.model, self.name = load(path)
        self.inputs = [[int(size) for size in tensor.shape[1:]] for tensor in self.model.inputs]
        last = self.last_layer(self.model)
        activation = getattr(getattr(last, "activation", None), "__name__", None)
        if type(last).__name__ == "Softmax":
            activation = "softmax"
        self.finish = activation if activation in AT_THE_END else None
        self.finishing = last.name if self.finish else None
        self.taps = {}

    def last_layer(self, model):
        for layer in reversed(model.layers):
            if type(layer).__name__ in DOING_NOTHING:
                continue
            return self.last_layer(layer) if isinstance(layer, self.keras.Model) else layer
        return None

    def run(self, arrays, layers, _bytes):
        scores = self.model(arrays if len(arrays) > 1 else arrays[0], training=False)
        return scores, self.outputs(self.model, arrays, "") if layers else []

    def outputs(self, model, arrays, path):
        """[name, array] of each layer that is called once; of a model among them, those of its layers."""
        if path not in self.taps:
            self.taps[path] = self.tap(model)
        names, nested, tap = self.taps[path]
        made = tap(arrays if len(arrays) > 1 else arrays[0], training=False)
        named = [(path + name, array) for name, array in zip(names, made)]
        for (layer, _), array in zip(nested, made[len(names):]):
            named += self.outputs(layer, [array], f"{path}{layer.name}/")
        return named

    def tap(self, model):
        names, nested, tensors = [], [], []
        for layer in model.layers:
            if isinstance(layer, self.keras.Model):
                # A model's own input is a tensor of it; the last call is the one in this model.
                sources = layer._inbound_nodes[-1].input_tensors if layer._inbound_nodes else []
                sources = sources if isinstance(sources, (list, tuple)) else [sources]
                if len(sources) == 1:
                    nested.append((layer, sources[0]))
                continue
            try:
                tensor = layer.output
            except (AttributeError, RuntimeError, ValueError):
                continue  # Called several times, or never.
            if not isinstance(tensor, (list, tuple)) and layer.name != self.finishing:
                names.append(layer.name)
                tensors.append(tensor)
        return names, nested, self.keras.Model(model.inputs, tensors + [source for _, source in nested])


serve(Network, INSTALL)
