// The programs that time libraries, ours among them.
import { basename, join } from 'node:path';
import { buildFolder, lockFolder, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';
import type { PackageList } from './packages';
import { OURS, PEERS, type Peer } from './peers';

/** Where lists of packages were installed. */
export type Installed = ReadonlyMap<PackageList, string>;

/** Builds our programs and those of the peers. Resolves to the folder of the build. Throws E_SETUP. */
export async function buildPrograms(
  peers: readonly Peer[],
  installed: Installed,
  signal: AbortSignal,
): Promise<string> {
  const build = buildFolder('bench-peers');
  const source = join(workspaceRoot(), 'packages/runtime-c');
  const compiled = peers.filter(({ kind }) => kind !== 'script');
  const targets = [
    ...['bitplane-program', basename(OURS.program), 'bitplane-problem-files', 'bitplane-core-probe'],
    ...compiled.map(({ file }) => `bitplane-peer-${file}`),
  ];
  // Those that are not asked for lose what an earlier run set.
  const folders = PEERS.filter(({ kind }) => kind !== 'script').map((peer) => {
    const folder = peers.includes(peer) ? installed.get(peer.packages) : '';
    return `-DBITPLANE_PEER_${peer.file.toUpperCase()}=${folder}`;
  });
  const release = await lockFolder(build, signal);
  try {
    await cmake(['--preset', 'host', '-B', build, '-DBITPLANE_PEERS=ON', ...folders], source);
    await cmake(['--build', build, '-j', '2', '--target', ...targets], source);
  } finally {
    release();
  }
  return build;
}

async function cmake(args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stderr } = await runToEnd('cmake', args, { name: 'cmake', cwd });
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').slice(-3).join(' | ');
  throw new BitplaneError('E_SETUP', `expected "cmake ${args.slice(0, 2).join(' ')} …" to work, got: ${said}`);
}
