// The wheels of the Python package, by the command that builds them alone: `nx run python:wheel`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../setup/command.mjs';
import { root } from '../setup/places.mjs';

export const isWheel = (path) => path.endsWith('.whl');

/**
 * Makes those of some platforms, of which python:wheel has a list, in `out`; resolves to their paths. platforms: names
 * with commas between; undefined: all; 'none'. One build at a time: they share a folder for what they compile.
 */
export async function makeWheels(out, platforms) {
  if (platforms === 'none') return [];
  const chosen = platforms === undefined ? [] : ['--platform', platforms];
  await command(process.execPath, ['--require', 'tsx/cjs', 'tools/wheels/cli.ts', ...chosen, '--out', out], {
    cwd: root,
  });
  return readdirSync(out)
    .filter(isWheel)
    .sort()
    .map((name) => join(out, name));
}
