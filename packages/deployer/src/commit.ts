// Which sources a program was built from.
import { spawnSync } from 'node:child_process';
import { workspaceRoot } from '@bitplane/cli';

export interface SourceState {
  /** Null where nobody knows: no git, or a program that was given. */
  readonly commit: string | null;
  /** The runtime's sources differ from that commit. */
  readonly dirty: boolean | null;
}

export const UNKNOWN_SOURCES: SourceState = { commit: null, dirty: null };

export function workspaceState(): SourceState {
  const commit = git('rev-parse', 'HEAD');
  const changes = git('status', '--porcelain', '--', 'packages/runtime-c');
  return commit === null ? UNKNOWN_SOURCES : { commit, dirty: changes === null ? null : changes !== '' };
}

function git(...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: workspaceRoot(), encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
