// Unpacks archives with what every machine with Python or a shell has.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.mjs';

const unpackWheelProgram = join(dirname(fileURLToPath(import.meta.url)), 'unpack_wheel.py');

/**
 * Unpacks a wheel's package: { package: its folder's name, members: prefixes of what is wanted of it, default
 * everything }.
 */
export const unpackWheel = (wheel, folder, { package: name, members = [] }) =>
  command('python3', [unpackWheelProgram, wheel, name, folder, ...members]);

export async function unpackTarball(tarball, folder) {
  mkdirSync(folder, { recursive: true });
  await command('tar', ['-xzf', tarball, '-C', folder]);
}
