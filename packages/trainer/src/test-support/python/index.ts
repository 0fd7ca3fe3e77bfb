// Programs in Python that read what we publish, installed into the cache when a test first needs them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasPip, installPythonPackages, packagesFolder } from '@bitplane/cli';
import { skipUnless } from '@bitplane/cli/test-support';
import { BitplaneError } from '@bitplane/model';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const FOLDER = packagesFolder('hub-tools', REQUIREMENTS);

/** numpy of that version has packages for no older one. */
const HAS_PYTHON = 'import sys; sys.exit(sys.version_info < (3, 11))';

const canInstall = (): boolean =>
  spawnSync('python3', ['-c', HAS_PYTHON], { stdio: 'ignore' }).status === 0 && hasPip();

/** `test` where they are, or can be installed. */
export const testWithPython = skipUnless(
  existsSync(FOLDER) || canInstall(),
  'python3 of version 3.11 or later with pip',
);

/** Runs a script of this folder and returns what it printed. Throws with its last words where it fails. */
export function runPython(script: string, ...args: readonly string[]): string {
  const path = installPythonPackages({
    folder: FOLDER,
    requirements: REQUIREMENTS,
    what: "the tests' tools of the Hugging Face hub",
    failure: (reason) => new BitplaneError('E_SETUP', reason),
  });
  const env = { ...process.env, PYTHONPATH: path, HF_HUB_OFFLINE: '1' };
  return execFileSync('python3', [join(__dirname, script), ...args], { env, encoding: 'utf8', maxBuffer: Infinity });
}
