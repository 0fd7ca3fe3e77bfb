// Other programs with their environment: one thread each.
import { basename, join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';
import { ONE_THREAD } from './peers';

const PYTHON = join(__dirname, 'python');

/** A program with its arguments and environment. */
export interface Started {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A script of python/ with a list's packages. */
export const script = (name: string, args: readonly string[], packages: string): Started => ({
  program: 'python3',
  args: ['-B', join(PYTHON, name), ...args],
  env: { PYTHONPATH: packages, PYTHONWARNINGS: 'ignore' },
});

/** Standard output of a program that must succeed. Throws E_PROGRAM, E_INTERRUPTED. */
export async function outputOf({ program, args, env }: Started): Promise<string> {
  const name = basename(program === 'python3' ? args[1] : program);
  const { exitCode, stdout, stderr } = await runToEnd(program, args, { name, env: { ...ONE_THREAD, ...env } });
  if (exitCode === 0) return stdout;
  const said = stderr.trim().split('\n').slice(-3).join(' | ');
  throw new BitplaneError('E_PROGRAM', `${name}: expected exit status 0, got ${exitCode}: ${said}`);
}

/** The lines of JSON among what a program prints; libraries may print lines of their own. */
export const jsonLines = (output: string): unknown[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);
