#!/bin/sh
# tf.variableGrads(f, []) throws where a list of frozen or no variables is left, instead of returning no gradients.
#
# @tensorflow/tfjs 4.22.0 from npm. The second parameter lists the variables to differentiate by; where it is left out,
# all trainable ones are taken. An empty list, such as model.trainableWeights of a network whose layers are all frozen,
# throws "variableGrads() expects at least one of the input variables to be trainable, but none of the 0 variables is
# trainable", although nothing is asked for and the value of f would be as useful as ever. A way around it: call f alone
# where the list is empty. Seen on Linux with Node 20.20.2. Ends with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @tensorflow/tfjs@4.22.0 > /dev/null

cat > grads.cjs <<'SCRIPT'
const tf = require('@tensorflow/tfjs');

const variable = tf.variable(tf.scalar(2));
for (const [name, list] of Object.entries({ one: [variable], 'left out': undefined, none: [] })) {
  try {
    const { value, grads } = tf.variableGrads(() => variable.square(), list);
    console.log(`${name}: value ${value.dataSync()[0]}, ${Object.keys(grads).length} gradients`);
  } catch (error) {
    console.log(`${name}: ${error.message.split(',')[0]}`);
  }
}
SCRIPT

cat > expected <<'EXPECTED'
one: value 4, 1 gradients
left out: value 4, 1 gradients
none: variableGrads() expects at least one of the input variables to be trainable
EXPECTED
node grads.cjs 2> /dev/null | grep -E '^(one|left out|none):' > seen
cat seen
cmp -s seen expected || { echo "@tensorflow/tfjs 4.22.0 behaves in another way than described"; exit 1; }
