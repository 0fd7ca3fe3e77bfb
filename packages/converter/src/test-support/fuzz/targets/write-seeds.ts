// write-seeds.ts FOLDER: sound files for each target, as the zip that fuzzing services start with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { READERS } from '../readers';

/** The readers of single files; a folder is no input of a target. */
const TARGETS = ['bpm', 'onnx', 'tflite', 'keras-h5', 'keras-archive'];
const NUM_SEEDS = 24;

for (const { name, files } of READERS.filter((reader) => TARGETS.includes(reader.name))) {
  const seeds: Record<string, Uint8Array> = {};
  for (let seed = 0; seed < NUM_SEEDS; seed++)
    for (const [file, bytes] of files(seed)) seeds[`${seed}-${file}`] = new Uint8Array(bytes);
  writeFileSync(join(process.argv[2], `${name}_seed_corpus.zip`), zipSync(seeds));
}
