#!/bin/sh
# Larq's MagnitudeAwareSign gives all channels of a depthwise layer one scale.
#
# larq 0.14.0 from PyPI, on tf_keras 2.21.0 and tensorflow-cpu 2.21.0. The quantizer multiplies signs by the mean
# magnitude of a filter, and takes the mean over all axes of the kernel but the last one. A depthwise kernel is [rows,
# columns, channels, multiplier]: its last axis is the multiplier, so with the usual multiplier of 1 the mean is that of
# the whole layer, not that of each channel's filter, as a reader of "filter" expects. A way around it: scales per
# channel by a batch norm, or a quantizer of one's own. Seen on Linux with Python 3.11. Ends with 0 while this is so,
# with 1 once it has changed.
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

cat > scales.py <<'SCRIPT'
import os

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")
import larq
import numpy as np
import tensorflow as tf

quantizer = larq.quantizers.MagnitudeAwareSign()
shapes = {"rows, columns, inputs, filters": (1, 1, 1, 2), "rows, columns, channels, multiplier": (1, 1, 2, 1)}
for axes, shape in shapes.items():
    kernel = np.broadcast_to(np.array([1.0, 3.0], np.float32).reshape(shape), (3, 3) + shape[2:])
    print(f"[{axes}], magnitudes 1 and 3:", np.unique(quantizer(tf.constant(kernel)).numpy()).tolist())
layer = larq.layers.QuantDepthwiseConv2D(3, depthwise_quantizer=quantizer, use_bias=False)
layer.build((None, 3, 3, 2))
layer.set_weights([kernel])
print("sums of ones:", layer(tf.ones((1, 3, 3, 2))).numpy().ravel().tolist())
SCRIPT

cat > expected <<'EXPECTED'
[rows, columns, inputs, filters], magnitudes 1 and 3: [1.0, 3.0]
[rows, columns, channels, multiplier], magnitudes 1 and 3: [2.0]
sums of ones: [18.0, 18.0]
EXPECTED
PYTHONPATH=packages python3 -W ignore scales.py 2> /dev/null | grep -E '^(\[|sums)' > seen
cat seen
cmp -s seen expected || { echo "larq 0.14.0 behaves in another way than described"; exit 1; }
