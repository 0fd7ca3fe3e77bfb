// What emulated boards need on this computer, and how it is run.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { BitplaneError } from '@bitplane/model';
import type { EmulatedKind } from './kinds';

const PACKAGES: Readonly<Record<string, string>> = {
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-system-arm': 'qemu-system-arm',
  'qemu-img': 'qemu-utils',
  'apt-get': 'a Debian system',
  'dpkg-deb': 'dpkg',
  cpio: 'cpio',
  gzip: 'gzip',
  mke2fs: 'e2fsprogs',
  tar: 'tar',
  xz: 'xz-utils',
};

/** In the folders of a root's PATH too: mke2fs is in one of them. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' };

/** Throws E_SETUP with the packages to install where a program is missing. */
export function requireTools({ qemu }: EmulatedKind): void {
  const needed = [qemu.program, ...Object.keys(PACKAGES).filter((name) => !name.startsWith('qemu-system'))];
  const missing = needed.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => PACKAGES[name] ?? name))];
  throw new BitplaneError(
    'E_SETUP',
    `emulated boards need ${missing.join(', ')}, which this computer lacks: ${
      packages.includes(PACKAGES['apt-get'])
        ? 'they are made of Debian packages, on Debian'
        : `sudo apt-get install ${packages.join(' ')}`
    }; without them "--host local" is a board of its own kind, the built-in server`,
  );
}

const isInstalled = (name: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${name}`], { env: ENVIRONMENT }).status === 0;

export interface ToolOptions {
  readonly cwd?: string;
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program; resolves to what it printed. Throws E_PROGRAM with its last line, E_INTERRUPTED. */
export async function runTool(program: string, words: readonly string[], options: ToolOptions): Promise<string> {
  const { cwd, signal } = options;
  try {
    const { stdout } = await promisify(execFile)(program, words, {
      ...{ cwd, signal, env: { ...ENVIRONMENT, ...options.env }, maxBuffer: 2 ** 26 },
    });
    return stdout;
  } catch (error) {
    if (signal.aborted) throw new BitplaneError('E_INTERRUPTED', 'ended by the user while it made the board');
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = stderr?.trim().split('\n').at(-1) || message;
    throw new BitplaneError('E_PROGRAM', `${program} ${words.slice(0, 2).join(' ')} … failed: ${reason}`);
  }
}

/** The same as root, or as one in a namespace of this user's own, so that files of an image belong to root. */
export const runAsRoot = (program: string, words: readonly string[], options: ToolOptions): Promise<string> =>
  process.getuid?.() === 0
    ? runTool(program, words, options)
    : runTool('unshare', ['--map-root-user', program, ...words], options);
