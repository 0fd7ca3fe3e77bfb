"""Reads a .safetensors file, prints what it says as JSON, and writes the same tensors with the format's own library."""

import hashlib
import json
import sys

from safetensors import safe_open
from safetensors.numpy import save_file

source, copy = sys.argv[1:]
with safe_open(source, framework="numpy") as file:
    metadata = file.metadata()
    tensors = {name: file.get_tensor(name) for name in file.keys()}

save_file(tensors, copy, metadata)
described = {
    name: [str(tensor.dtype), list(tensor.shape), hashlib.sha256(tensor.tobytes()).hexdigest()]
    for name, tensor in tensors.items()
}
print(json.dumps({"tensors": described, "metadata": metadata}))
