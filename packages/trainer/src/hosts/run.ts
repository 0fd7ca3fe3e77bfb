// Short commands of the system.
import { spawnSync } from 'node:child_process';
import { BitplaneError } from '@bitplane/model';

/** What it printed. Throws E_SETUP with what it complained of, where it fails. */
export function run(program: string, words: readonly string[]): string {
  const { stdout, complaint } = attempt(program, words);
  if (complaint === null) return stdout;
  throw new BitplaneError('E_SETUP', `"${[program, ...words].join(' ')}" failed: ${complaint}`);
}

/** Null where it works. */
export const complaintOf = (program: string, words: readonly string[]): string | null =>
  attempt(program, words).complaint;

/** The environment with the folders of system programs, which not every PATH has. */
export const withSystemFolders = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
});

function attempt(program: string, words: readonly string[]): { stdout: string; complaint: string | null } {
  const { error, status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', env: withSystemFolders() });
  if (status === 0) return { stdout, complaint: null };
  return { stdout, complaint: error?.message ?? (stderr.trim().split('\n').join(' ') || `exit code ${status}`) };
}
