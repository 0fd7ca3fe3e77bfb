// PyTorch for the comparison: in the cache, beside nothing else.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, installPythonPackages } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Program } from './worker';

const FOLDER = cacheFolder('pytorch');
const REQUIREMENTS = join(__dirname, 'pytorch-requirements.txt');
// PyTorch warns that it has no NumPy, which nothing here needs.
const ARGS = ['-W', 'ignore', join(__dirname, 'torch_twin')];

/**
 * The program, run by `python`, or, where none is given, by the machine's Python with PyTorch from the cache, installed
 * now if it is not there.
 */
export function pytorchProgram(python: string | undefined, threads: number): Program {
  const env = {
    OMP_NUM_THREADS: String(threads),
    MKL_NUM_THREADS: String(threads),
    PYTHONPYCACHEPREFIX: cacheFolder('python-compiled'),
  };
  if (python !== undefined) return { name: 'PyTorch', command: python, args: ARGS, env };
  return { name: 'PyTorch', command: 'python3', args: ARGS, env: { ...env, PYTHONPATH: installPytorch() } };
}

/** Whether a comparison needs no download. */
export const hasPytorch = (): boolean => existsSync(FOLDER);

/** Returns the folder. Throws E_SETUP where there is no pip, or where it fails. */
const installPytorch = (): string =>
  installPythonPackages({
    folder: FOLDER,
    requirements: REQUIREMENTS,
    what: 'PyTorch',
    download: '3 GB',
    failure: noPytorch,
  });

const noPytorch = (reason: string): BitplaneError =>
  new BitplaneError(
    'E_SETUP',
    `no PyTorch to compare with (${reason}): install pip for python3, name a Python that has PyTorch with --python, or leave the comparison out with --without-pytorch`,
  );
