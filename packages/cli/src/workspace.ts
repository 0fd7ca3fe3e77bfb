// Where things are: the convention that all packages share. Nothing here touches a file.
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';

/** Whether these packages came from npm, compiled into `dist`; in a clone their sources run. */
export const isInstalled = basename(__dirname) === 'dist';

/** The clone's root folder; of installed packages, the folder in which the user works. */
export const workspaceRoot = (): string => (isInstalled ? process.cwd() : resolve(__dirname, '../../..'));

/** Another package of the project: in a clone and in node_modules alike, it is beside this one. */
export const packageFolder = (name: string, ...parts: string[]): string => resolve(__dirname, '../..', name, ...parts);

/** The C runtime's sources, which travel in the deployer's package. */
export const runtimeFolder = (...parts: string[]): string =>
  isInstalled ? packageFolder('deployer', 'runtime-c', ...parts) : packageFolder('runtime-c', ...parts);

/**
 * A path that a user typed. Nx starts scripts in the package's folder, so under Nx it counts from the workspace's root.
 */
export const userPath = (path: string): string => resolve(process.env.NX_WORKSPACE_ROOT ?? process.cwd(), path);

/**
 * Downloads and built tools: in a clone `.cache`, which git ignores; for installed packages the user's own cache.
 * BITPLANE_CACHE moves it.
 */
export const cacheFolder = (...parts: string[]): string =>
  join(folderOf('BITPLANE_CACHE', (isInstalled ? userCache() : null) ?? '.cache'), ...parts);

/** The user's own cache, as the XDG Base Directory Specification has it; null for a user without a home. */
export function userCache(): string | null {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const folder = XDG_CACHE_HOME || (HOME ? join(HOME, '.cache') : '');
  return folder === '' ? null : join(folder, 'bitplane');
}

/**
 * Where something is built from the sources below `root`. Workspaces that share a cache have folders of their own:
 * CMake rejects one that was made for other sources.
 */
export const buildFolder = (name: string, root = isInstalled ? runtimeFolder() : workspaceRoot()): string =>
  cacheFolder('build', `${name}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);

/** The official CIFAR-10 binary files, once the set-up has fetched them. */
export const cifar10Folder = (): string => cacheFolder('cifar-10');

/** Images as they were decoded, which may take more room than all else in the cache. BITPLANE_DECODED moves it. */
export const decodedFolder = (...parts: string[]): string =>
  join(process.env.BITPLANE_DECODED ? userPath(process.env.BITPLANE_DECODED) : cacheFolder('decoded'), ...parts);

/** What the front doors make: <network>/train, <network>/export, reports. BITPLANE_OUT moves it. */
export const outFolder = (...parts: string[]): string => join(folderOf('BITPLANE_OUT', 'out'), ...parts);

/** Whether `--network` gives a file with a network of the user's own. */
export const isNetworkFile = (network: string): boolean => /\.[cm]?[jt]s$/.test(network);

/**
 * What the results of `--network` are called, and the folder of outFolder that they lie in, at every front door: the
 * base name of a file without its ending, else the name itself.
 */
export const networkName = (network: string): string => basename(network).replace(/\.[cm]?[jt]s$/, '');

/** Where the C runtime is built for this machine: in a clone beside its sources, as CMake's preset has it. */
export const hostBuildFolder = (): string => (isInstalled ? buildFolder('host') : runtimeFolder('build/host'));

/**
 * The C runtime's program for this machine: its host build. BITPLANE_PROGRAM names another. It may not be there yet.
 */
export const onBoardProgram = (): string =>
  userPath(process.env.BITPLANE_PROGRAM || join(hostBuildFolder(), 'bitplane'));

/** An empty variable, as Compose files and CI pass on one that is not set, counts as none. */
const folderOf = (variable: string, folder: string): string =>
  userPath(process.env[variable] || resolve(workspaceRoot(), folder));
