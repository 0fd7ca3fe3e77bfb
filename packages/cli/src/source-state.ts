// Which sources run: the commit of a clone, or the one that an installed package was made of.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isInstalled, packageFolder, workspaceRoot } from './workspace';

export interface SourceState {
  /** Null where nobody knows: no git, a package of changed files, or a program that was given. */
  readonly commit: string | null;
  /** Files differ from that commit. */
  readonly dirty: boolean | null;
}

export const UNKNOWN_SOURCES: SourceState = { commit: null, dirty: null };

/** `only` restricts where changed files count: words of `git status`. */
export function sourceState(...only: string[]): SourceState {
  if (isInstalled) return packedState();
  const commit = git('rev-parse', 'HEAD');
  if (commit === null) return UNKNOWN_SOURCES;
  const changes = git('status', '--porcelain', ...only);
  return { commit, dirty: changes === null ? null : changes !== '' };
}

/** The release script leaves `gitHead` out where files were changed. */
function packedState(): SourceState {
  const { gitHead } = JSON.parse(readFileSync(packageFolder('cli', 'package.json'), 'utf8')) as { gitHead?: string };
  return gitHead === undefined ? UNKNOWN_SOURCES : { commit: gitHead, dirty: false };
}

function git(...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: workspaceRoot(), encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
