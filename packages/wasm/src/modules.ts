// The two modules, one with SIMD and one without, each compiled once.
import { BitplaneError } from './errors.ts';
import { webAssembly, type WasmModule } from './platform.ts';

export type Kind = 'simd' | 'portable';

/** Resolves to a module's bytes. */
export type ModuleSource = (kind: Kind) => Promise<Uint8Array>;

/** A module whose only function looks bytes up in a vector. */
const WITH_SIMD = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // types: a function without parameters, which returns v128
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0e, 0x01, 0x0c, 0x00], // code: i8x16.swizzle of two vectors of zeros
  ...[0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x0e, 0x0b],
);

/** Whether this engine, on this CPU, compiles modules with SIMD. */
export const hasSimd = (): boolean => webAssembly.validate(WITH_SIMD);

/** Compiles each of the source's modules when it is first asked for. Rejects with E_SETUP; a later call tries again. */
export function compilerOf(source: ModuleSource): (kind: Kind) => Promise<WasmModule> {
  const compiled = new Map<Kind, Promise<WasmModule>>();
  return (kind) => {
    const known = compiled.get(kind);
    if (known !== undefined) return known;
    const module = compile(source, kind);
    compiled.set(kind, module);
    module.catch(() => compiled.delete(kind));
    return module;
  };
}

async function compile(source: ModuleSource, kind: Kind): Promise<WasmModule> {
  try {
    return await webAssembly.compile(await source(kind));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice =
      'in a clone, "npx nx run wasm:build" makes it; where a bundler loses it, import "@bitplane/wasm/inline"';
    throw new BitplaneError('E_SETUP', `expected the WebAssembly module (${kind}), got: ${reason}: ${advice}`, null, {
      cause: error,
    });
  }
}
