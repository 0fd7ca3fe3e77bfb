// The other libraries, unpacked from the distribution's packages into the cache, and the programs that time them.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildFolder, cacheFolder, lockFolder, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';
import { OURS, PEERS, type Peer } from './peers';

/**
 * Resolves to the root folder of all peers' unpacked packages; nothing outside the cache is changed, and root is not
 * needed. Throws E_SETUP.
 */
export async function installPeers(signal: AbortSignal): Promise<string> {
  const folder = cacheFolder('peers');
  const release = await lockFolder(folder, signal);
  try {
    if (!existsSync(folder)) await unpackPeers(folder);
  } finally {
    release();
  }
  return folder;
}

async function unpackPeers(folder: string): Promise<void> {
  const packages = [...new Set(PEERS.flatMap((peer) => peer.packages))].sort();
  console.log(`Fetching ${packages.join(', ')} …`);
  const part = `${folder}.part-${process.pid}`;
  const downloads = join(part, 'downloads');
  mkdirSync(downloads, { recursive: true });
  try {
    await run('apt-get', ['download', '-q', ...packages], downloads);
    for (const file of readdirSync(downloads)) await run('dpkg-deb', ['-x', join(downloads, file), part], downloads);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
  rmSync(downloads, { recursive: true });
  renameSync(part, folder);
}

/**
 * Builds our programs and those of the peers, whose libraries lie in `root`. Resolves to the folder of the build.
 * Throws E_SETUP.
 */
export async function buildPrograms(peers: readonly Peer[], root: string | null, signal: AbortSignal): Promise<string> {
  const build = buildFolder('bench-peers');
  const source = join(workspaceRoot(), 'packages/runtime-c');
  const targets = ['bitplane-program', ...[OURS, ...peers].map(({ program }) => basename(program))];
  const release = await lockFolder(build, signal);
  try {
    await run('cmake', ['--preset', 'host', '-B', build, `-DBITPLANE_PEERS=${root ?? ''}`], source);
    await run('cmake', ['--build', build, '-j', '2', '--target', ...targets], source);
  } finally {
    release();
  }
  return build;
}

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stderr } = await runToEnd(program, args, { name: program, cwd });
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').slice(-3).join(' | ');
  throw new BitplaneError(
    'E_SETUP',
    `expected "${program} ${args.slice(0, 2).join(' ')} …" to work, got: ${said}; the peers come from Debian's packages (apt-get update first?), --peers chooses among them`,
  );
}
