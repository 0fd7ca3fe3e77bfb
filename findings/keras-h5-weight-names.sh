#!/bin/sh
# Keras 3 names weights in .h5 files in another way than Keras 2, and that of a depthwise layer by another word.
#
# keras 3.15.1 and tf_keras 2.21.0 from PyPI, both on tensorflow-cpu 2.21.0. The same network saved as .h5: Keras 2 has
# deep/deep/depthwise_kernel:0, Keras 3 has deep/sequential/deep/kernel, without ":0", with the model's name, and
# "kernel" for DepthwiseConv2D, while SeparableConv2D keeps "depthwise_kernel". A way around it: take weights by the
# order of weight_names, or accept both words. Seen on Linux with Python 3.11. Ends with 0 while this is so, with 1 once
# it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
  --no-deps --no-compile --target packages \
  absl-py==2.5.1 astunparse==1.6.3 flatbuffers==25.12.19 gast==0.7.0 google-pasta==0.2.0 h5py==3.14.0 keras==3.15.1 \
  markdown-it-py==4.3.0 mdurl==0.1.2 ml_dtypes==0.5.4 namex==0.1.0 numpy==1.26.4 opt_einsum==3.4.0 optree==0.20.0 \
  packaging==26.4 protobuf==7.36.2 Pygments==2.21.0 rich==15.0.0 setuptools==65.5.0 six==1.17.0 tensorflow-cpu==2.21.0 \
  termcolor==3.3.0 tf_keras==2.21.0 tqdm==4.70.1 typing_extensions==4.16.0 wrapt==2.5.2

cat > names.py <<'SCRIPT'
import os

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3")
import h5py
import keras
import tf_keras

for package in (tf_keras, keras):
    layers = package.layers
    deep = layers.DepthwiseConv2D(3, use_bias=False, name="deep")
    pair = layers.SeparableConv2D(4, 3, use_bias=False, name="pair")
    package.Sequential([layers.Input((8, 8, 3)), deep, pair], name="net").save("net.h5")
    names = []
    with h5py.File("net.h5") as file:
        add = lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None
        file["model_weights"].visititems(add)
    print(f"{package.__name__}: {' '.join(names)}")
SCRIPT

cat > expected <<'EXPECTED'
tf_keras: deep/deep/depthwise_kernel:0 pair/pair/depthwise_kernel:0 pair/pair/pointwise_kernel:0
keras: deep/net/deep/kernel pair/net/pair/depthwise_kernel pair/net/pair/pointwise_kernel
EXPECTED
PYTHONPATH=packages python3 -W ignore names.py 2> /dev/null | grep -E '^(tf_)?keras:' > seen
cat seen
cmp -s seen expected || { echo "keras 3.15.1 behaves in another way than described"; exit 1; }
