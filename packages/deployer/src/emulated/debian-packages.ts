// Debian packages of another architecture, by an apt with a state of its own: this computer's stays as it is.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BitplaneError } from '@bitplane/model';
import { runAsRoot, runTool, type ToolOptions } from './tools';

export interface Apt {
  /** Downloads these packages and all that they need; resolves to their files. */
  download(names: readonly string[]): Promise<string[]>;
  /** The package that this one, which has no version in its name, stands for: a kernel. */
  resolve(name: string): Promise<string>;
  /** Downloads this package alone. */
  downloadAlone(name: string): Promise<string>;
}

const ATTEMPTS = 3;
const PAUSE_MS = 3000;

/** folder: for lists and packages. Its methods throw E_PROGRAM where apt has no such package. */
export async function openApt(architecture: string, folder: string, options: ToolOptions): Promise<Apt> {
  for (const part of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, part), { recursive: true });
  const status = join(folder, 'status');
  writeFileSync(status, '');
  const settings = {
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': status,
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': userInfo().username,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const apt = (...rest: readonly string[]): Promise<string> =>
    runTool('apt-get', [...words, '-q', '-y', '--no-install-recommends', ...rest], { ...options, cwd: folder });
  await updateLists(apt, architecture);
  const archives = join(folder, 'cache/archives');
  return {
    async download(names) {
      await apt('--download-only', 'install', ...names);
      // Packages that the lists do not have any more, since newer ones have replaced them: the image would get both.
      await apt('autoclean');
      return debsIn(archives);
    },
    async resolve(name) {
      const plan = await apt('-s', 'install', name);
      const found = /^Inst (linux-image-\d\S*)/m.exec(plan)?.[1];
      if (found !== undefined) return found;
      throw new BitplaneError('E_PROGRAM', `expected apt to name the kernel of ${name}, got ${plan.slice(-200)}`);
    },
    async downloadAlone(name) {
      await apt('download', name);
      const deb = readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
      if (deb !== undefined) return join(folder, deb);
      throw new BitplaneError('E_PROGRAM', `expected apt to download ${name}, found no such file in ${folder}`);
    },
  };
}

/** A mirror that is being synchronized rejects its lists for a while; apt then goes on with those it has. */
async function updateLists(apt: (...words: string[]) => Promise<string>, architecture: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await apt('update');
      return;
    } catch (error) {
      if ((error as BitplaneError).code === 'E_INTERRUPTED') throw error;
      if (attempt < ATTEMPTS) await setTimeout(PAUSE_MS);
      else {
        console.error(`NOTICE: not all package lists of ${architecture} could be read: ${(error as Error).message}`);
        return;
      }
    }
  }
}

const debsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .sort()
    .map((name) => join(folder, name));

/** What no board needs. */
const LEFT_OUT = ['usr/share/man', 'usr/share/doc', 'usr/share/locale', 'usr/share/info', 'usr/share/zoneinfo', 'boot'];

/** Into a folder, as they are: no maintainer script runs. */
export async function extractPackages(debs: readonly string[], folder: string, options: ToolOptions): Promise<void> {
  const exclude = LEFT_OUT.map((path) => `--exclude='./${path}/*'`).join(' ');
  const script = `set -e; for deb; do dpkg-deb --fsys-tarfile "$deb" |
    tar -x -C "$ROOT" --no-same-owner --keep-directory-symlink ${exclude}; done`;
  await runAsRoot('sh', ['-c', script, 'sh', ...debs], { ...options, env: { ROOT: folder } });
}
