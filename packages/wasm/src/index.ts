/**
 * Runs .bpm networks in browsers, workers, Deno and Node. The module is a file beside this one, which bundlers find by
 * its URL; `@bitplane/wasm/inline` has it within.
 *
 * @module @bitplane/wasm
 */
import { loaderOf } from './loader.ts';
import { readUrl } from './platform.ts';

const { load, startWorkers } = loaderOf((kind) =>
  readUrl(
    kind === 'simd'
      ? new URL('../build/bitplane.wasm', import.meta.url)
      : new URL('../build/bitplane-portable.wasm', import.meta.url),
  ),
);

export { load, startWorkers };
export * from './public.ts';
