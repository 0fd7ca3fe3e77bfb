// The generator in Python, with its packages in the cache.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';
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

/** Returns the folder; other versions are another one. */
function installPackages(): string {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = cacheFolder(`random-graphs-${version}`);
  if (existsSync(folder)) return folder;
  console.log(`Installing onnx and NumPy into ${folder} (a download of about 40 MB, once) …`);
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(dirname(part), { recursive: true });
  const options = ['--quiet', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--target', part];
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', ...options, '--requirement', REQUIREMENTS];
  const env = { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' };
  const { status } = spawnSync('python3', pip, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    rmSync(part, { recursive: true, force: true });
    const advice = 'install Python 3.9 to 3.13 with pip, or name a Python that has onnx and NumPy with --python';
    throw new BitplaneError('E_SETUP', `pip could not install onnx and NumPy, see its message above; ${advice}`);
  }
  renameSync(part, folder);
  return folder;
}
