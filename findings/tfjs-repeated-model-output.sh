#!/bin/sh
# A Keras model that returns one tensor twice is only warned about by TensorFlow.js; predict then fails inside concat.
#
# @tensorflow/tfjs 4.22.0 from npm. tf.model with outputs [a, b, a] prints "The list of outputs passed to the model is
# redundant. All outputs should only appear once" and builds the model. predict then throws "Argument 'tensors[0]'
# passed to 'concat' must be a Tensor or TensorLike, but got 'null'", which names neither the model nor the output.
# Whoever compares a network's layers by a model of all their outputs has to list each tensor once. Seen on Linux with
# Node 20.20.2. Ends with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @tensorflow/tfjs@4.22.0 > /dev/null

cat > outputs.cjs <<'SCRIPT'
const tf = require('@tensorflow/tfjs');

const input = tf.input({ shape: [2] });
const a = tf.layers.dense({ units: 1 }).apply(input);
const b = tf.layers.dense({ units: 1 }).apply(input);
for (const [name, outputs] of Object.entries({ once: [a, b], repeated: [a, b, a] })) {
  const model = tf.model({ inputs: input, outputs });
  try {
    console.log(`${name}: ${model.predict(tf.ones([1, 2])).length} tensors`);
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}
SCRIPT

cat > expected <<'EXPECTED'
once: 2 tensors
repeated: Argument 'tensors[0]' passed to 'concat' must be a Tensor or TensorLike, but got 'null'
EXPECTED
node outputs.cjs 2> /dev/null | grep -E '^(once|repeated):' > seen
cat seen
cmp -s seen expected || { echo "@tensorflow/tfjs 4.22.0 behaves in another way than described"; exit 1; }
