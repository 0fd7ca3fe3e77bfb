// The other libraries' packages from PyPI, in their current releases, each list in a folder of the cache.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, lockFolder, packagesFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';

/** Files of packages/, whose first line is the library itself, with its release. */
export type PackageList = 'openblas' | 'onednn' | 'litert' | 'openvino' | 'numkong' | 'bnn-lab' | 'lce' | 'onnxruntime';

const PIP = ['-m', 'pip', '--disable-pip-version-check', 'download', '--quiet', '--no-deps', '--no-cache-dir'];
const UNPACK = join(__dirname, 'python/unpack_wheels.py');

const fileOf = (list: PackageList): string => join(__dirname, 'packages', `${list}.txt`);

/** "onednn 2026.1.0" */
export function releaseOf(list: PackageList): string {
  const [first] = readFileSync(fileOf(list), 'utf8').split('\n');
  return first.replace('==', ' ');
}

/**
 * Resolves to the folder with a list's packages; nothing outside the cache is changed, and root is not needed. Throws
 * E_SETUP.
 */
export async function installPackages(list: PackageList, signal: AbortSignal): Promise<string> {
  const folder = packagesFolder(`peer-${list}`, fileOf(list));
  const release = await lockFolder(cacheFolder('peers'), signal);
  try {
    if (!existsSync(folder)) await unpack(list, folder);
  } finally {
    release();
  }
  return folder;
}

async function unpack(list: PackageList, folder: string): Promise<void> {
  console.log(`Fetching ${releaseOf(list)} …`);
  const part = `${folder}.part-${process.pid}`;
  const downloads = `${part}.downloads`;
  mkdirSync(part, { recursive: true });
  try {
    await python([...PIP, '--only-binary=:all:', '--dest', downloads, '--requirement', fileOf(list)], list);
    await python(['-B', UNPACK, downloads, part], list);
    renameSync(part, folder);
  } finally {
    for (const each of [part, downloads]) rmSync(each, { recursive: true, force: true });
  }
}

async function python(args: readonly string[], list: PackageList): Promise<void> {
  const { exitCode, stderr } = await runToEnd('python3', args, { name: 'python3' });
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').slice(-2).join(' | ');
  throw new BitplaneError(
    'E_SETUP',
    `expected python3 to install ${releaseOf(list)} from PyPI, got: ${said}; that takes Python 3.11 or 3.12 with pip on x86-64, and --peers chooses libraries`,
  );
}
