// The tools that read ONNX and QONNX files elsewhere, in Python, installed into the cache when a test first needs them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasPip, installPythonPackages, packagesFolder } from '@bitplane/cli';
import { skipUnless } from '@bitplane/cli/test-support';
import { BitplaneError } from '@bitplane/model';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const FOLDER = packagesFolder('onnx-tools', REQUIREMENTS);

/** onnx and onnxruntime of that version have packages for no older one. */
const HAS_PYTHON = 'import sys; sys.exit(sys.version_info < (3, 11))';

const isNewEnough = (): boolean => spawnSync('python3', ['-c', HAS_PYTHON], { stdio: 'ignore' }).status === 0;

/** Whether the tools are there, or pip to install them. */
export const hasPythonTools = existsSync(FOLDER) || (isNewEnough() && hasPip());

/** `test` where they are. */
export const testWithPython = skipUnless(hasPythonTools, 'python3 of version 3.11 or later with pip');

export interface PythonCommand {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What `python3` is given to run one of the scripts in this folder, with the tools, installed now if need be. */
export const pythonCommand = (script: string, ...args: readonly string[]): PythonCommand => ({
  args: [join(__dirname, script), ...args],
  env: { ...process.env, PYTHONPATH: installed(), PYTHONWARNINGS: 'ignore' },
});

/** Runs it and returns what it printed. Throws with its last words where it fails. */
export function runPython(script: string, ...rest: readonly string[]): string {
  const { args, env } = pythonCommand(script, ...rest);
  return execFileSync('python3', args, { env, encoding: 'utf8', maxBuffer: Infinity });
}

const installed = (): string =>
  installPythonPackages({
    folder: FOLDER,
    requirements: REQUIREMENTS,
    what: "the tests' tools for ONNX",
    failure: (reason) => new BitplaneError('E_SETUP', reason),
  });
