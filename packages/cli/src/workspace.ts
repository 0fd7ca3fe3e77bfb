// Where things are: the convention that all packages share. Nothing here touches a file.
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';

/** The workspace's root folder. */
export const workspaceRoot = (): string => resolve(__dirname, '../../..');

/**
 * A path that a user typed. Nx starts scripts in the package's folder, so under Nx it counts from the workspace's root.
 */
export const userPath = (path: string): string => resolve(process.env.NX_WORKSPACE_ROOT ?? process.cwd(), path);

/** Downloads and built tools; ignored by git. BITPLANE_CACHE moves it. */
export const cacheFolder = (...parts: string[]): string => join(folderOf('BITPLANE_CACHE', '.cache'), ...parts);

/**
 * Where something is built from a workspace's sources. Workspaces that share a cache have folders of their own: CMake
 * rejects one that was made for other sources.
 */
export const buildFolder = (name: string, root = workspaceRoot()): string =>
  cacheFolder('build', `${name}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);

/** The official CIFAR-10 binary files, once the set-up has fetched them. */
export const cifar10Folder = (): string => cacheFolder('cifar-10');

/** What the front doors make: <network>/train, <network>/export, reports. BITPLANE_OUT moves it. */
export const outFolder = (...parts: string[]): string => join(folderOf('BITPLANE_OUT', 'out'), ...parts);

/** Whether `--network` gives a file with a network of the user's own. */
export const isNetworkFile = (network: string): boolean => /\.[cm]?[jt]s$/.test(network);

/**
 * What the results of `--network` are called, and the folder of outFolder that they lie in, at every front door: the
 * base name of a file without its ending, else the name itself.
 */
export const networkName = (network: string): string => basename(network).replace(/\.[cm]?[jt]s$/, '');

/**
 * The C runtime's program for this machine: its host build. BITPLANE_PROGRAM names another. It may not be there yet.
 */
export const onBoardProgram = (): string =>
  userPath(process.env.BITPLANE_PROGRAM || join(workspaceRoot(), 'packages/runtime-c/build/host/bitplane'));

/** An empty variable, as Compose files and CI pass on one that is not set, counts as none. */
const folderOf = (variable: string, folder: string): string =>
  userPath(process.env[variable] || join(workspaceRoot(), folder));
