// What both entries export, each with its own source of modules.
import { compilerOf, hasSimd, type ModuleSource } from './modules.ts';
import { loadInto, type Network } from './network.ts';
import { startWorkersOn, type Workers, type WorkersOptions } from './workers.ts';

export interface LoadOptions {
  /** false: without SIMD, even where the engine has it. Both modules give the same bits. */
  readonly simd?: boolean;
}

export interface Loader {
  /** Rejects with E_FILE, E_CHECKSUM, E_MEMORY and, where there is no module, E_SETUP. */
  readonly load: (bytes: Uint8Array | ArrayBuffer, options?: LoadOptions) => Promise<Network>;
  /** The same, and with E_SETUP where workers do not start. */
  readonly startWorkers: (bytes: Uint8Array | ArrayBuffer, options?: LoadOptions & WorkersOptions) => Promise<Workers>;
}

export function loaderOf(source: ModuleSource): Loader {
  const compile = compilerOf(source);
  const moduleFor = ({ simd = true }: LoadOptions) => compile(simd && hasSimd() ? 'simd' : 'portable');
  return {
    load: async (bytes, options = {}) => loadInto(await moduleFor(options), bytesOf(bytes)),
    startWorkers: async (bytes, options = {}) => startWorkersOn(await moduleFor(options), bytesOf(bytes), options),
  };
}

/** Not by instanceof, which is false for what comes from another frame of a page. */
const bytesOf = (bytes: Uint8Array | ArrayBuffer): Uint8Array =>
  ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
