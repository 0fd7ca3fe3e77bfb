// How a script of python/ is started.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';
import type { Command } from './program';

export interface PythonScript {
  readonly script: string;
  /** The network's file. */
  readonly file: string;
  /** The step of the set-up that installs its packages into the cache. */
  readonly step: 'larq' | 'brevitas';
}

/**
 * Without warnings, and without compiled files beside the scripts. python: the program that the user names; python3,
 * with the packages that the set-up has installed, where none is named.
 */
export function pythonCommand(python: string | undefined, { script, file, step }: PythonScript): Command {
  const args = ['-W', 'ignore', '-B', join(__dirname, 'python', script), file, step];
  const folder = cacheFolder(step);
  if (python !== undefined || !existsSync(folder)) return { program: python ?? 'python3', args, env: {} };
  const path = [process.env.PYTHONPATH, folder].filter(Boolean).join(delimiter);
  return { program: 'python3', args, env: { PYTHONPATH: path } };
}
