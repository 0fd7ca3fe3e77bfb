// Where the counted programs are built.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The counted program as a CMake preset builds it. */
export const countedProgram = (preset) => join(folder, 'build', preset, 'count/bitplane-count-layer');
