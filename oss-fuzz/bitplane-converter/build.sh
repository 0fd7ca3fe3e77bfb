#!/bin/bash -eu
# Each target becomes one file of JavaScript, which Jazzer.js can instrument, beside its seeds in $OUT.
node packages/converter/src/test-support/fuzz/targets/build.mjs "$SRC/bitplane-fuzz"
mv "$SRC"/bitplane-fuzz/*_seed_corpus.zip "$OUT/"
# What the service has to wrap a target; the folder then holds Jazzer.js as well.
if command -v compile_javascript_fuzzer >/dev/null; then
  (cd "$SRC/bitplane-fuzz" && npm init --yes >/dev/null && npm install --ignore-scripts --save-dev @jazzer.js/core)
  cd "$SRC"
  for target in bitplane-fuzz/*.js; do
    compile_javascript_fuzzer bitplane-fuzz "$(basename "$target")" --sync
  done
fi
