#!/bin/sh
# A quantizer of Larq cannot be an activation by its name: Activation("ste_sign") builds no network.
#
# larq 0.14.0 from PyPI, on tf_keras 2.21.0 and tensorflow-cpu 2.21.0. Layers of Larq take quantizers by name, Keras
# takes activations by name, and Larq registers its own with Keras: "hard_tanh" works in both. For "ste_sign" Keras
# finds the class of the quantizer and calls that with the tensor, as if it were a function; what comes out is a
# quantizer, and Keras says "Could not build a TypeSpec for <larq.quantizers.SteSign ...>". A way around it:
# Activation(SteSign()), an object. Seen on Linux with Python 3.11. Ends with 0 while this is so, with 1 once it has
# changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
  --no-deps --no-compile --target packages \
  absl-py==2.5.1 astunparse==1.6.3 flatbuffers==25.12.19 gast==0.7.0 google-pasta==0.2.0 h5py==3.14.0 keras==3.15.1 \
  larq==0.14.0 markdown-it-py==4.3.0 mdurl==0.1.2 ml_dtypes==0.5.4 namex==0.1.0 numpy==1.26.4 opt_einsum==3.4.0 \
  optree==0.20.0 packaging==26.4 protobuf==7.36.2 Pygments==2.21.0 rich==15.0.0 setuptools==65.5.0 six==1.17.0 \
  tensorflow-cpu==2.21.0 termcolor==3.3.0 terminaltables==3.1.10 tf_keras==2.21.0 tqdm==4.70.1 \
  typing_extensions==4.16.0 wrapt==2.5.2

cat > activations.py <<'SCRIPT'
import os

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")
import larq
import tensorflow as tf

layers = tf.keras.layers
activations = {"hard_tanh": "hard_tanh", "SteSign()": larq.quantizers.SteSign(), "ste_sign": "ste_sign"}
for name, activation in activations.items():
    try:
        network = tf.keras.Sequential([layers.Input((2,)), layers.Activation(activation)])
        print(f"{name}: {network(tf.constant([[0.5, -2.0]])).numpy().tolist()}")
    except TypeError as error:
        print(f"{name}: {str(error).partition(' object at')[0]}")
SCRIPT

cat > expected <<'EXPECTED'
hard_tanh: [[0.5, -1.0]]
SteSign(): [[1.0, -1.0]]
ste_sign: Could not build a TypeSpec for <larq.quantizers.SteSign
EXPECTED
PYTHONPATH=packages python3 -W ignore activations.py 2> /dev/null | grep -E '^(hard_tanh|SteSign|ste_sign)' > seen
cat seen
cmp -s seen expected || { echo "larq 0.14.0 behaves in another way than described"; exit 1; }
