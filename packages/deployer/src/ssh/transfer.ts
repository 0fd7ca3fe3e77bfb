// Puts files on a host: only what differs, under a temporary name, checked there, then renamed. Through the shell and
// not SFTP: it works on boards without an sftp-server, says "No space left on device" where SFTP says "Failure", and
// the host itself puts in order what stays incomplete when the connection is lost.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { exec } from './exec';
import type { Link } from './link';
import { quote } from './quote';
import { kindOfRefusal, lastLine } from './refusal';
import { EXIT_BAD_CHECKSUM, EXIT_CUT, EXIT_TAKEN, preparation, reception, type Upload } from './upload-scripts';

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
  /** Called with the number of the file's bytes that are there or were sent. */
  readonly onSent?: (nbytes: number) => void;
}

const ELSEWHERE = 'make room or change the permissions there, or choose another folder with --remote-dir';
/** For a small command that waits for the host's disk. */
const DISK_SECONDS = 60;

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
 * Puts one file in place, atomically; a program that runs under that name continues with the old bytes. An upload of
 * the same bytes that was cut is continued. Returns how many bytes were there. Throws E_ROOM without the space,
 * E_DENIED without the right, E_CHECKSUM if other bytes arrived; then the host has what it had before.
 */
export async function put(link: Link, file: FileToPut, options: PutOptions): Promise<number> {
  const upload: Upload = {
    path: file.path,
    executable: file.executable === true,
    sha256: sha256(file.bytes),
    nbytes: file.bytes.length,
    checksumCommand: options.checksumCommand,
  };
  const first = await prepare(link, upload, file.bytes, options.signal);
  const code = await send(link, { upload, first, bytes: file.bytes }, options);
  if (code === EXIT_TAKEN) {
    // Another push was faster: it continues that part, and this one has its own.
    await send(link, { upload, first: 0, bytes: file.bytes }, options);
    return 0;
  }
  return first;
}

/** Makes the folder, and sees how much of the file is there and that the rest fits. Returns where it continues. */
async function prepare(link: Link, upload: Upload, bytes: Uint8Array, signal?: AbortSignal): Promise<number> {
  const folder = posix.dirname(upload.path);
  const { code, stdout, stderr } = await exec(link, preparation(upload, folder), {
    name: `preparing ${upload.path}`,
    timeoutSeconds: DISK_SECONDS,
    onTimeout: 'is the disk there in order?',
    signal,
  });
  if (code !== 0)
    throw new BitplaneError(
      kindOfRefusal(stderr),
      `${link.host}: folder ${folder} cannot be made (${lastLine(stderr)}): ${ELSEWHERE}`,
    );
  const [, size, sum] = /^part (\d+) ([0-9a-f]{64})$/m.exec(stdout) ?? [];
  const start = bytes.subarray(0, Number(size ?? 0));
  // A power cut may leave a part that has the length, but not the bytes, of what was written.
  const first = start.length > 0 && sha256(start) === sum ? start.length : 0;
  // A board without df is not asked twice: a disk that is full says so when the file is written.
  const free = 1024 * Number(stdout.trim().split('\n').at(-1)?.trim().split(/\s+/)[3]);
  if (free < bytes.length - start.length) {
    const sizes = `${bytes.length} bytes, ${free} are free in ${folder}`;
    throw new BitplaneError('E_ROOM', `${link.host}: ${upload.path} needs ${sizes}: ${ELSEWHERE}`);
  }
  return first;
}

interface Sending {
  readonly upload: Upload;
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** Returns 0, or EXIT_TAKEN where what was there is not any more. */
async function send(link: Link, { upload, first, bytes }: Sending, options: PutOptions): Promise<number> {
  const { signal, onSent } = options;
  const { code, stderr } = await exec(link, reception(upload, first), {
    name: `upload of ${upload.path}`,
    input: bytes.subarray(first),
    onSent: (nbytes) => onSent?.(first + nbytes),
    signal,
  });
  if (code === 0 || (code === EXIT_TAKEN && first > 0)) return code;
  if (code === EXIT_BAD_CHECKSUM) {
    throw new BitplaneError(
      'E_CHECKSUM',
      `${link.host}: ${upload.path} arrived with a different SHA-256 than was sent: run the command again`,
    );
  }
  if (code === EXIT_CUT) {
    throw new BitplaneError(
      'E_HOST',
      `${link.host}: ${upload.path} did not arrive whole: run the command again, it continues there`,
    );
  }
  throw new BitplaneError(
    kindOfRefusal(stderr),
    `${link.host}: ${upload.path} cannot be written (${lastLine(stderr)}): ${ELSEWHERE}`,
  );
}
