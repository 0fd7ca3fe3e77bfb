// PyTorch for the comparison: in the cache, beside nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Program } from './worker';

const REQUIREMENTS = join(__dirname, 'pytorch-requirements.txt');
// PyTorch warns that it has no NumPy, which nothing here needs.
const ARGS = ['-W', 'ignore', join(__dirname, 'pytorch.py')];

/**
 * The program, run by `python`, or, where none is given, by the machine's Python with PyTorch from the cache, installed
 * now if it is not there.
 */
export function pytorchProgram(python: string | undefined, threads: number): Program {
  const env = { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
  if (python !== undefined) return { name: 'PyTorch', command: python, args: ARGS, env };
  return { name: 'PyTorch', command: 'python3', args: ARGS, env: { ...env, PYTHONPATH: installPytorch() } };
}

/** Returns the folder. Throws E_SETUP where there is no pip, or where it fails. */
function installPytorch(): string {
  const folder = cacheFolder('pytorch');
  if (existsSync(folder)) return folder;
  const pip = ['-m', 'pip', '--disable-pip-version-check'];
  if (spawnSync('python3', [...pip, '--version']).status !== 0) throw noPytorch('python3 has no pip');
  console.log(`Installing PyTorch into ${folder} (a download of about 3 GB, once) …`);
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(dirname(part), { recursive: true });
  const options = ['--quiet', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--target', part];
  const { status } = spawnSync('python3', [...pip, 'install', ...options, '--requirement', REQUIREMENTS], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    rmSync(part, { recursive: true, force: true });
    throw noPytorch('pip could not install it, see its message above');
  }
  renameSync(part, folder);
  return folder;
}

const noPytorch = (reason: string): BitplaneError =>
  new BitplaneError(
    'E_SETUP',
    `no PyTorch to compare with (${reason}): install pip for python3, name a Python that has PyTorch with --python, or leave the comparison out with --without-pytorch`,
  );
