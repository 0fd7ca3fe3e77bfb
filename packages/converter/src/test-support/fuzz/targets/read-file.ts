// What all targets do with the bytes of a file: it is a network, or is rejected in the words of a BitplaneError.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { importNetwork } from '../../../importers';

const folder = mkdtempSync(join(tmpdir(), 'bitplane-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Throws any error of `read` that is no rejection: a finding. */
export function orRejection(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
  }
}

/** Imports the bytes as a file of that name. input: how its first layer gets an image. */
export function importBytes(name: string, bytes: Uint8Array, input: string): void {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  orRejection(() => importNetwork(path, { input }));
}
