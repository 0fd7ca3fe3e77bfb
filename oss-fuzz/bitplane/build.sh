#!/bin/bash -eu
# Builds the targets with what the service gives: CC, CFLAGS, LIB_FUZZING_ENGINE, WORK, OUT.
cmake -S packages/runtime-c -B "$WORK/build" -D BITPLANE_FUZZ=ON -D "BITPLANE_FUZZING_ENGINE=$LIB_FUZZING_ENGINE"
cmake --build "$WORK/build" --target bitplane-fuzz-model --parallel 2
cp "$WORK/build/fuzz/bitplane-fuzz-model" "$OUT/"

seeds="$WORK/seeds"
rm -rf "$seeds"
mkdir -p "$seeds"
cp packages/runtime-c/fuzz/corpus/* "$seeds/"
for model in test/vectors/*/model.bpm; do
  cp "$model" "$seeds/$(basename "$(dirname "$model")").bpm"
done
(cd "$seeds" && python3 -m zipfile -c "$OUT/bitplane-fuzz-model_seed_corpus.zip" *)
