// The other libraries, unpacked from the distribution's packages into the cache, and the programs that time them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BitplaneError, cacheFolder, workspaceRoot } from '@bitplane/model';
import { OURS, PEERS, type Peer } from './peers';

/** Returns the root folder of all peers' unpacked packages; nothing outside the cache is changed, and root is not needed. Throws E_SETUP. */
export function installPeers(): string {
  const packages = [...new Set(PEERS.flatMap((peer) => peer.packages))].sort();
  const folder = cacheFolder('peers');
  if (existsSync(folder)) return folder;
  console.log(`Fetching ${packages.join(', ')} …`);
  const part = `${folder}.part-${process.pid}`;
  const downloads = join(part, 'downloads');
  mkdirSync(downloads, { recursive: true });
  try {
    run('apt-get', ['download', '-q', ...packages], downloads);
    for (const file of readdirSync(downloads)) run('dpkg-deb', ['-x', join(downloads, file), part], downloads);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
  rmSync(downloads, { recursive: true });
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(part, folder);
  return folder;
}

/** Builds our programs and those of the peers, whose libraries lie in `root`. Returns the folder of the build. */
export function buildPrograms(peers: readonly Peer[], root: string | null): string {
  const build = cacheFolder('build/bench-peers');
  const source = join(workspaceRoot(), 'packages/runtime-c');
  run('cmake', ['--preset', 'host', '-B', build, `-DBITPLANE_PEERS=${root ?? ''}`], source);
  const targets = ['bitplane-program', ...[OURS, ...peers].map(({ program }) => basename(program))];
  run('cmake', ['--build', build, '-j', '2', '--target', ...targets], source);
  return build;
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  const said = error?.message ?? stderr.trim().split('\n').slice(-3).join(' | ');
  throw new BitplaneError(
    'E_SETUP',
    `expected "${program} ${args.slice(0, 2).join(' ')} …" to work, got: ${said}; the peers come from Debian's packages (apt-get update first?), --peers chooses among them`,
  );
}
