// The shells that boards have, to run a script of ours as a board would.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, temporaryFolder } from '@bitplane/cli/test-support';

/** Each knows by the name `sh` that it is to be one. */
export const SHELLS: readonly { readonly name: string }[] = [{ name: 'dash' }, { name: 'busybox' }];

/** Starts a script in one of them, which is `sh` for it too. */
export function startScript(name: string, script: string, cwd: string): ChildProcessWithoutNullStreams {
  const bin = temporaryFolder();
  symlinkSync(findProgram(name) as string, join(bin, 'sh'));
  return spawn(join(bin, 'sh'), ['-c', script], { cwd, env: { PATH: `${bin}:${process.env.PATH}` }, stdio: 'pipe' });
}
