// What is in a package with a program that was built for a release. The release script writes it and the deployer reads
// it; the script loads this file alone, so it imports no other package.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Toolchain → package, without its scope. All these programs are static: the libc of the board does not matter. */
export const PREBUILT_PACKAGES: Readonly<Record<string, string>> = {
  'zig-aarch64-linux': 'program-linux-arm64',
  'zig-arm-linux': 'program-linux-armv7',
  'zig-x86_64-linux': 'program-linux-x64',
};

export const PROGRAM_FILE = 'bitplane';
export const STATEMENT_FILE = 'program.json';

/** What STATEMENT_FILE says, in JSON. */
export interface PrebuiltStatement {
  /** hashSources of what the program was built from. */
  readonly sources: string;
  /** The SHA-256 of the program, in hexadecimal. */
  readonly program: string;
}

const SOURCES = ['CMakeLists.txt', 'cmake', 'include', 'src', 'tools'];

/**
 * The SHA-256, in hexadecimal, over all files that a program is built from: for each, in the order of their paths, the
 * path, its length in bytes and its bytes. folder: the C runtime's.
 */
export function hashSources(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => SOURCES.includes(path.split(/[\\/]/)[0]))
    .sort();
  const hash = createHash('sha256');
  for (const path of files) {
    const bytes = readFileSync(join(folder, path));
    hash.update(`${path.replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
