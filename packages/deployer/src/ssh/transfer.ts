// Puts files on a host: only what differs, under a temporary name, checked there, then renamed. Through the shell and
// not SFTP: it works on boards without an sftp-server, says "No space left on device" where SFTP says "Failure", and
// the host itself removes what stays incomplete when the connection is lost.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { exec, quote } from './exec';
import type { Link } from './link';

export interface FileToPut {
  readonly bytes: Uint8Array;
  /** Relative to the user's home, or absolute. */
  readonly path: string;
  readonly executable?: boolean;
}

export interface PutOptions {
  /** The command there that prints SHA-256 sums as coreutils does: `sha256sum`, `shasum -a 256` … */
  readonly checksumCommand: string;
  readonly signal?: AbortSignal;
  readonly onSent?: (nbytes: number) => void;
}

const EXIT_BAD_CHECKSUM = 65;
const ELSEWHERE = 'make room or change the permissions there, or choose another folder with --remote-dir';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of files on the host, by path; a file that is not there is missing. */
export async function remoteSums(
  link: Link,
  paths: readonly string[],
  options: PutOptions,
): Promise<Map<string, string>> {
  const script = paths
    .map((path) => `[ -f ${quote(path)} ] && ${options.checksumCommand} < ${quote(path)} || echo absent`)
    .join('\n');
  const { stdout } = await exec(link, script, { name: 'sha256sum', signal: options.signal });
  // A login script may have printed lines of its own before.
  const lines = stdout
    .split('\n')
    .filter((line) => /^([0-9a-f]{64}\b|absent$)/.test(line))
    .slice(-paths.length);
  return new Map(
    paths
      .map((path, k) => [path, lines[k]?.slice(0, 64)] as const)
      .filter(([, sum]) => sum !== undefined && sum !== 'absent'),
  );
}

/**
 * Puts one file in place, atomically; a program that runs under that name continues with the old bytes. Throws E_BOARD
 * without the space or the right, E_CHECKSUM if other bytes arrived; then the host has what it had before.
 */
export async function put(link: Link, file: FileToPut, options: PutOptions): Promise<void> {
  const folder = posix.dirname(file.path);
  await makeRoom(link, folder, file, options.signal);
  const script = [
    // mv would put the file into a folder of that name.
    `[ ! -d ${quote(file.path)} ] || { echo 'it is a folder there' >&2; exit 1; }`,
    `part=${quote(file.path)}.part-$$`,
    `trap 'rm -f "$part"' EXIT; trap 'exit 1' HUP INT TERM PIPE`,
    `cat > "$part" || exit 1`,
    `sum=$(${options.checksumCommand} < "$part" | cut -c1-64)`,
    `[ "$sum" = ${sha256(file.bytes)} ] || exit ${EXIT_BAD_CHECKSUM}`,
    `chmod ${file.executable ? 755 : 644} "$part" && mv -f "$part" ${quote(file.path)}`,
  ].join('\n');
  const { signal, onSent } = options;
  const { code, stderr } = await exec(link, script, {
    name: `upload of ${file.path}`,
    input: file.bytes,
    onSent,
    signal,
  });
  if (code === 0) return;
  if (code === EXIT_BAD_CHECKSUM) {
    throw new BitplaneError(
      'E_CHECKSUM',
      `${link.host}: ${file.path} arrived with a different SHA-256 than was sent: run the command again`,
    );
  }
  throw new BitplaneError(
    'E_BOARD',
    `${link.host}: ${file.path} cannot be written (${lastLine(stderr)}): ${ELSEWHERE}`,
  );
}

/** Makes the folder and sees that the file fits beside what is there. */
async function makeRoom(link: Link, folder: string, file: FileToPut, signal?: AbortSignal): Promise<void> {
  // A board without df is not asked twice: a disk that is full says so when the file is written.
  const script = `mkdir -p ${quote(folder)} || exit 1; df -Pk ${quote(folder)} 2> /dev/null; true`;
  const { code, stdout, stderr } = await exec(link, script, { name: 'df', signal });
  if (code !== 0)
    throw new BitplaneError(
      'E_BOARD',
      `${link.host}: folder ${folder} cannot be made (${lastLine(stderr)}): ${ELSEWHERE}`,
    );
  const free = 1024 * Number(stdout.trim().split('\n').at(-1)?.trim().split(/\s+/)[3]);
  if (free < file.bytes.length) {
    const sizes = `${file.bytes.length} bytes, ${free} are free in ${folder}`;
    throw new BitplaneError('E_BOARD', `${link.host}: ${file.path} needs ${sizes}: ${ELSEWHERE}`);
  }
}

/** Why a shell command failed. */
export const lastLine = (stderr: string): string => stderr.trim().split('\n').at(-1) || 'it gave no reason';
