"""A network of PyTorch from its description, which bench/twin/ writes."""

import torch

from layers import LAYERS
from weights import to_torch


class Network:
    def __init__(self, description, read):
        """read(i): the values of weight i, in one row."""
        self.descriptions = description["weights"]
        self.weights = [to_torch(weight, read(i)) for i, weight in enumerate(self.descriptions)]
        for weight, values in zip(self.descriptions, self.weights):
            values.requires_grad_(weight["role"] != "fixed")
        self.calls = [self.call(layer) for layer in description["layers"]]

    def call(self, layer):
        """The layer's function, None for the images, and the positions of what it reads."""
        if layer["kind"] == "images":
            return None, []
        weights = {name: self.weights[i] for name, i in layer["weights"].items()}
        return LAYERS[layer["kind"]](layer["settings"], weights), layer["inputs"]

    def of_role(self, *roles):
        return [values for weight, values in zip(self.descriptions, self.weights) if weight["role"] in roles]

    def scores(self, images):
        results = []
        for function, inputs in self.calls:
            results.append(images if function is None else function(*[results[i] for i in inputs]))
        return results[-1]
