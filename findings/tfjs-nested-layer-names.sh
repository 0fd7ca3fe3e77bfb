#!/bin/sh
# TensorFlow.js saves a model that it cannot load again, where two nested models have layers of one name.
#
# @tensorflow/tfjs 4.22.0 from npm. Layer names must be unique within one model only, so two blocks that are models of
# their own may both have a layer "fc". In memory their weights get different names (fc/kernel and fc/kernel_1); save()
# writes the original ones, fc/kernel twice, without a word, and loadLayersModel then throws "Duplicate weight name:
# fc/kernel". Weights are matched by that name alone. A way around it: give the layers of each block names of their own,
# for example the block's name as a prefix; a file that exists is read by the order of its weights. Seen on Linux with
# Node 20.20.2. Ends with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @tensorflow/tfjs@4.22.0 > /dev/null

cat > nested.cjs <<'SCRIPT'
const tf = require('@tensorflow/tfjs');

const block = (name) =>
  tf.sequential({ name, layers: [tf.layers.dense({ name: 'fc', units: 2, inputShape: [2] })] });

async function main() {
  const model = tf.sequential({ layers: [block('first'), block('second')] });
  const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' };
  let artifacts;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo };
    }),
  );
  console.log(`in memory: ${model.weights.map(({ name }) => name).join(' ')}`);
  console.log(`saved: ${artifacts.weightSpecs.map(({ name }) => name).join(' ')}`);
  const outcome = await tf.loadLayersModel(tf.io.fromMemory(artifacts)).then(
    () => 'loaded',
    (error) => error.message,
  );
  console.log(`loading: ${outcome}`);
}

main();
SCRIPT

cat > expected <<'EXPECTED'
in memory: fc/kernel fc/bias fc/kernel_1 fc/bias_1
saved: fc/kernel fc/bias fc/kernel fc/bias
loading: Duplicate weight name: fc/kernel
EXPECTED
node nested.cjs 2> /dev/null | grep -E '^(in memory|saved|loading):' > seen
cat seen
cmp -s seen expected || { echo "@tensorflow/tfjs 4.22.0 behaves in another way than described"; exit 1; }
