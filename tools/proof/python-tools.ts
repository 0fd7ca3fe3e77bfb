// Python with the packages of the real tools: installed by the set-up into the cache, or one that the user names.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';
import type { PythonTools } from './networks';

export interface Python {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Folders of packages in the cache, as tools/setup/steps/python-packages.mjs makes them. */
const FOLDERS: Readonly<Record<PythonTools, readonly string[]>> = {
  larq: [cacheFolder('larq')],
  brevitas: [cacheFolder('brevitas'), cacheFolder('pytorch')],
};

const SCRIPTS = join(__dirname, 'python');

/** The Python that BITPLANE_PYTHON_LARQ or BITPLANE_PYTHON_BREVITAS names. */
export const givenPython = (tools: PythonTools): string | undefined =>
  process.env[`BITPLANE_PYTHON_${tools.toUpperCase()}`] || undefined;

/** BITPLANE_PYTHON_LARQ and BITPLANE_PYTHON_BREVITAS name a Python that has the packages; null where there is none. */
export function findPython(tools: PythonTools): Python | null {
  const given = givenPython(tools);
  const env = {
    PYTHONPYCACHEPREFIX: cacheFolder('python-compiled'),
    PYTHONWARNINGS: 'ignore',
    TF_USE_LEGACY_KERAS: '1',
  };
  if (given !== undefined) return { program: given, env };
  const folders = FOLDERS[tools];
  if (!folders.every((folder) => existsSync(folder))) return null;
  return { program: 'python3', env: { ...env, PYTHONPATH: folders.join(delimiter) } };
}

/** Throws E_SETUP where there is none. */
export function requirePython(tools: PythonTools): Python {
  const python = findPython(tools);
  if (python !== null) return python;
  throw new BitplaneError(
    'E_SETUP',
    `expected the Python packages of ${tools} in ${FOLDERS[tools][0]}, found none: run "npm run setup -- --only ${tools}", ` +
      `or name a Python that has them in BITPLANE_PYTHON_${tools.toUpperCase()}`,
  );
}

/**
 * Runs a script of python/, in a working folder of its own where one is given, and resolves to what it prints. Throws
 * E_PROGRAM with the last line that it says.
 */
export async function runScript(
  { program, env }: Python,
  script: string,
  args: readonly string[],
  cwd?: string,
): Promise<string> {
  const running = { name: script, env: { ...env, TF_CPP_MIN_LOG_LEVEL: '3' }, cwd };
  const { exitCode, stdout, stderr } = await runToEnd(program, [join(SCRIPTS, script), ...args], running);
  if (exitCode === 0) return stdout;
  throw new BitplaneError('E_PROGRAM', `${script} ${args.join(' ')}: ${stderr.trim().split('\n').at(-1)}`);
}
