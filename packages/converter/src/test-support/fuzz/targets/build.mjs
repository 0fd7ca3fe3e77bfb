// node build.mjs FOLDER: bundles each target to a file of its own, and writes its seeds beside it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const TARGETS = ['bpm', 'onnx', 'tflite', 'keras-h5', 'keras-archive'];

/** Native code, and what only pages need. */
const EXTERNAL = ['onnxruntime-node', 'echarts'];

const out = process.argv[2];
if (out === undefined) throw new Error('expected a folder for the targets, got none');
const here = import.meta.dirname;
const options = { bundle: true, platform: 'node', target: 'node20', outdir: out, external: EXTERNAL };
await build({ ...options, format: 'cjs', entryPoints: TARGETS.map((name) => join(here, `${name}.ts`)) });
// What reads HDF5 is looked for beside the code that starts it.
const worker = join(here, '../../../importers/keras-files/hdf5-worker.mjs');
await build({ ...options, format: 'esm', entryPoints: [worker], outExtension: { '.js': '.mjs' } });
execFileSync(process.execPath, ['--require', 'tsx/cjs', join(here, 'write-seeds.ts'), out], { stdio: 'inherit' });
