// The generator in Python, with its packages in the cache.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPythonPackages, packagesFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** Runs the generator; a graph is two files in the folder, NAME.onnx and NAME.json. Throws E_SETUP. */
export type Generate = (args: readonly string[], folder: string) => void;

/** By a Python that has what it imports, or by the machine's, with packages that are installed now if needed. */
export function generator(python: string | undefined): Generate {
  const packages = python === undefined ? [installPackages()] : [];
  const env = { ...process.env, PYTHONPATH: [__dirname, ...packages].join(':'), OMP_NUM_THREADS: '1' };
  return (args, folder) => {
    const { status, stderr, error } = spawnSync(
      python ?? 'python3',
      ['-B', '-m', 'random_graphs', ...args, '--out', folder],
      { env, encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] },
    );
    if (status === 0) return;
    const reason = error?.message ?? stderr.trim().split('\n').at(-1);
    throw new BitplaneError('E_SETUP', `expected the generator of random graphs to work, got: ${reason}`);
  };
}

const installPackages = (): string =>
  installPythonPackages({
    folder: packagesFolder('random-graphs', REQUIREMENTS),
    requirements: REQUIREMENTS,
    what: 'onnx and NumPy',
    download: '40 MB',
    failure: (reason) => new BitplaneError('E_SETUP', `${reason}; ${ADVICE}`),
  });

const ADVICE = 'install Python 3.9 to 3.13 with pip, or name a Python that has onnx and NumPy with --python';
