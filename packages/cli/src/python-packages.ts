// Python packages for tools and tests, in folders of the cache, beside nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { cacheFolder } from './workspace';

const PIP = ['-m', 'pip', '--disable-pip-version-check'];
const OPTIONS = ['--quiet', '--no-deps', '--no-cache-dir', '--only-binary=:all:'];

export interface PythonPackages {
  /** What PYTHONPATH has to name. */
  readonly folder: string;
  /** The file that lists them for pip, with their versions. */
  readonly requirements: string;
  /** What messages call them. */
  readonly what: string;
  /** Size of the download, for whoever waits for it; absent: nothing is printed. */
  readonly download?: string;
  /** What to throw, for a reason. */
  readonly failure: (reason: string) => Error;
}

/** A folder of the cache for what the file lists: another list is another folder. */
export function packagesFolder(name: string, requirements: string): string {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  return cacheFolder(`${name}-${version}`);
}

/** Whether `python3` can install packages. */
export const hasPip = (): boolean => spawnSync('python3', [...PIP, '--version'], { stdio: 'ignore' }).status === 0;

/** Returns the folder, after installing the packages into it if it is not there. Throws `failure`. */
export function installPythonPackages({ folder, requirements, what, download, failure }: PythonPackages): string {
  if (existsSync(folder)) return folder;
  if (!hasPip()) throw failure('python3 has no pip');
  if (download !== undefined)
    console.log(`Installing ${what} into ${folder} (a download of about ${download}, once) …`);
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(dirname(part), { recursive: true });
  const { status } = spawnSync(
    'python3',
    [...PIP, 'install', ...OPTIONS, '--target', part, '--requirement', requirements],
    { env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status === 0) return placed(part, folder);
  rmSync(part, { recursive: true, force: true });
  throw failure(`pip could not install ${what}, see its message above`);
}

/** Another process may have been faster. */
function placed(part: string, folder: string): string {
  try {
    renameSync(part, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(part, { recursive: true });
  }
  return folder;
}
