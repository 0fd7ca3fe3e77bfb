// The library of native training ops: where it is, whether it fits these sources and this machine, how it is loaded.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';

export const sourceFolder = join(__dirname, '../../native');

export interface LibraryPlace {
  /** An addon of Node: loading it registers the ops with TensorFlow. */
  readonly file: string;
  /** Beside it: the digest of what it was built from. */
  readonly stamp: string;
}

export const libraryPlace = (): LibraryPlace => ({
  file: cacheFolder('native-ops', 'bitplane_ops.node'),
  stamp: cacheFolder('native-ops', 'bitplane_ops.sha256'),
});

/**
 * How the library is compiled. Floating point stays as written: no -ffast-math, no fused multiply-add. Nobody asks for
 * errno or floating-point traps, which would keep loops scalar.
 */
export const COMPILER_FLAGS = [
  ...['-O3', '-march=native', '-std=c++17', '-pthread'],
  ...['-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math'],
];

/**
 * SHA-256 of everything that the library depends on; the processor is part of it because the library uses all of its
 * instructions.
 */
export function buildDigest(): string {
  const digest = createHash('sha256').update(JSON.stringify([cpus()[0]?.model, COMPILER_FLAGS]));
  digest.update(readFileSync(tensorFlowOrigin()));
  for (const name of readdirSync(sourceFolder).sort())
    digest.update(name).update(readFileSync(join(sourceFolder, name)));
  return digest.digest('hex');
}

/** What the set-up wrote about the TensorFlow that it fetched. */
export const tensorFlowOrigin = (): string => cacheFolder('tensorflow', 'origin.json');

/** What the library exports, once it is loaded. */
let exported: unknown = null;

let state: 'not loaded' | 'ready' | 'missing' = 'not loaded';

/**
 * Loads the library into TensorFlow, which must be there. Returns null, or in one line why there is none.
 * BITPLANE_NATIVE_OPS=off leaves it out.
 */
export function loadLibrary(): string | null {
  const reason = whyNot();
  state = reason === null ? 'ready' : 'missing';
  return reason;
}

/** The library's exports; null where it is not loaded. */
export const libraryExports = (): unknown => exported;

/** Whether ops of the library can be run. */
export const isLibraryReady = (): boolean => state === 'ready';

function whyNot(): string | null {
  const { file, stamp } = libraryPlace();
  if (process.env.BITPLANE_NATIVE_OPS === 'off') return 'BITPLANE_NATIVE_OPS is off';
  if (!existsSync(file) || !existsSync(stamp)) return 'they have not been built';
  if (readFileSync(stamp, 'utf8') !== buildDigest()) return 'they were built from other sources or on another machine';
  try {
    const addon = { exports: {} };
    process.dlopen(addon, file);
    exported = addon.exports;
    return null;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}
