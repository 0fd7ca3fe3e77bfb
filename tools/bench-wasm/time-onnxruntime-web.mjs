// A process of its own: times a graph in onnxruntime-web for a while, by WebAssembly on one thread, and prints
// {"median_ns": …}. node time-onnxruntime-web.mjs FOLDER-OF-ONNXRUNTIME-WEB GRAPH MILLISECONDS
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const WARM_UP_CALLS = 300;

const [folder, graph, milliseconds] = process.argv.slice(2);
const dist = join(folder, 'package/dist');
const ort = await import(pathToFileURL(join(dist, 'ort.wasm.bundle.min.mjs')).href);
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmBinary = readFileSync(join(dist, 'ort-wasm-simd-threaded.wasm')).buffer;
ort.env.logLevel = 'error';
const session = await ort.InferenceSession.create(readFileSync(graph), {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'all',
});
const [{ name, shape, type }] = session.inputMetadata;
if (type !== 'uint8') throw new Error(`${graph}: expected an input of uint8, got ${type}`);
const pixels = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => (k * 37) & 255);
const feeds = { [name]: new ort.Tensor('uint8', pixels, shape) };
for (let k = 0; k < WARM_UP_CALLS; k++) await session.run(feeds);
const times = [];
const end = Date.now() + Number(milliseconds);
while (Date.now() < end) {
  const start = process.hrtime.bigint();
  await session.run(feeds);
  times.push(Number(process.hrtime.bigint() - start));
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ median_ns: times[times.length >> 1] }));
