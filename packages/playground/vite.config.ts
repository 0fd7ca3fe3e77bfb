// The page as static files, in out/playground: they work in any folder of any server, and offline once loaded.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { cutSamples } from './src/build/cut-samples.ts';
import { serviceWorkerSource } from './src/build/service-worker.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'out/playground');
const MODULE = join(ROOT, 'packages/wasm/build/bitplane.wasm');

if (!existsSync(MODULE))
  throw new Error(`expected the WebAssembly module, found no file ${MODULE}: build it with "npx nx run wasm:build"`);

/** What the page may do; the browser sees to it that nothing is sent elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
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

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [cleanFolder, contentPolicy, offline],
  define: {
    SAMPLES: JSON.stringify(cutSamples(readFileSync(join(ROOT, 'test/data/cifar10-slice/test_batch.bin')))),
  },
  // The model's checksum is the only thing that it takes from Node.
  resolve: { alias: { 'node:zlib': join(import.meta.dirname, 'src/crc32.ts') } },
  build: {
    outDir: OUT,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
