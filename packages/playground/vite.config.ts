// The page as static files, in out/playground: they work in any folder of any server, and offline once loaded.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { cutSamples } from './src/build/cut-samples.ts';
import { serviceWorkerSource } from './src/build/service-worker.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'out/playground');
const MODULE = join(ROOT, 'packages/wasm/build/bitplane.wasm');

/** As the set-up fetches it: what a page on one thread needs, without what bundlers would have to find. */
const ONNXRUNTIME = resolve(ROOT, process.env.BITPLANE_CACHE || '.cache', 'onnxruntime-web/package/dist');

if (!existsSync(MODULE))
  throw new Error(`expected the WebAssembly module, found no file ${MODULE}: build it with "npx nx run wasm:build"`);

if (!existsSync(ONNXRUNTIME))
  throw new Error(
    `expected onnxruntime-web, found no folder ${ONNXRUNTIME}: run "npm run setup -- --only onnxruntime-web"`,
  );

/** What the page may do; the browser sees to it that nothing is sent elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only of the built page: while serving, Vite puts styles into the page. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** onnxruntime-web's files: only who asks for the twin loads them, and the service worker keeps them from then on. */
const isOfTwin = (name: string): boolean => /^assets\/ort[.-]/.test(name);

/** A service worker that knows every file of the build. */
const offline: Plugin = {
  name: 'offline',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const files = Object.values(bundle).map((file) => ({
        name: file.fileName,
        content: file.type === 'chunk' ? file.code : file.source,
        isKeptAtOnce: !isOfTwin(file.fileName),
      }));
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: serviceWorkerSource(files) });
    },
  },
};

/** Empties the folder of the builds before one, but none that a user names by --outDir. */
const cleanFolder: Plugin = {
  name: 'clean-folder',
  config: ({ build }) => ({ build: { emptyOutDir: build?.outDir === OUT } }),
};

/** The URL of the images: of a file in the build, of text while serving. */
const samples: Plugin = {
  name: 'samples',
  resolveId: (id) => (id === 'virtual:samples' ? id : null),
  load(id) {
    if (id !== 'virtual:samples') return null;
    const source = cutSamples(readFileSync(join(ROOT, 'test/data/cifar10-slice/test_batch.bin')));
    if (this.environment.mode === 'dev')
      return `export default 'data:;base64,${Buffer.from(source).toString('base64')}';`;
    const file = this.emitFile({ type: 'asset', name: 'samples.bin', source });
    return `export default import.meta.ROLLUP_FILE_URL_${file};`;
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [cleanFolder, contentPolicy, samples, offline],
  // The model's checksum is the only thing that it takes from Node.
  resolve: {
    alias: [
      { find: 'node:zlib', replacement: join(import.meta.dirname, 'src/crc32.ts') },
      { find: /^onnxruntime-web$/, replacement: join(ONNXRUNTIME, 'ort.wasm.bundle.min.mjs') },
      { find: /^onnxruntime-web\/module.wasm/, replacement: join(ONNXRUNTIME, 'ort-wasm-simd-threaded.wasm') },
    ],
  },
  server: { fs: { allow: [ROOT, ONNXRUNTIME] } },
  worker: { format: 'es' },
  build: {
    outDir: OUT,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
