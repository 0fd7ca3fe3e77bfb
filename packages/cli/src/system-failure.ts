// What the operating system rejected, in words: what was tried, on which path, why, and what to do.
import { getSystemErrorMap } from 'node:util';
import { BitplaneError, type ErrorCode } from '@bitplane/model';

/** What was tried, as the system call that failed tells it. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  write: 'write',
  fsync: 'write',
  ftruncate: 'write',
  close: 'write',
  mkdir: 'make the folder',
  mkdtemp: 'make a folder like',
  scandir: 'list the folder',
  opendir: 'list the folder',
  rename: 'rename',
  unlink: 'remove',
  rmdir: 'remove',
  rm: 'remove',
  copyfile: 'copy',
  cp: 'copy',
  stat: 'look at',
  lstat: 'look at',
  fstat: 'look at',
  access: 'look at',
  realpath: 'look at',
  readlink: 'look at',
  link: 'link',
  symlink: 'link',
  chmod: 'change',
  chown: 'change',
  utime: 'change',
  connect: 'connect to',
  getaddrinfo: 'look up',
  listen: 'listen on',
  bind: 'listen on',
  uv_cwd: 'start in the current folder',
  uv_os_get_passwd: 'find out the name of the user',
  uv_os_homedir: 'find out the home folder of the user',
};

interface Reason {
  readonly why: string;
  readonly advice: string;
}

const MAKE_ROOM = 'make room there, or give a path on another disk';
const CHECK_DISK = 'check the disk, or give a path on another one';

const REASONS: Readonly<Record<string, Reason>> = {
  EACCES: { why: 'permission is denied', advice: 'change its permissions, or give a path that you may use' },
  EPERM: { why: 'the system does not permit it', advice: 'change its owner or mode, or give a path that you may use' },
  ENOENT: { why: 'there is no such file or folder', advice: 'check the path' },
  ENOTDIR: { why: 'a part of the path is a file, not a folder', advice: 'check the path' },
  EISDIR: { why: 'it is a folder, not a file', advice: 'give the path of a file' },
  EEXIST: { why: 'something with that name already exists', advice: 'remove it, or give another path' },
  ENOTEMPTY: { why: 'the folder is not empty', advice: 'empty it, or give another path' },
  ENOSPC: { why: 'the disk is full', advice: MAKE_ROOM },
  EDQUOT: { why: 'your quota on the disk is used up', advice: MAKE_ROOM },
  EFBIG: { why: 'the disk or a limit does not allow so large a file', advice: 'give a path on another disk' },
  EROFS: { why: 'the disk is read-only', advice: 'give a path on a writable disk' },
  EXDEV: { why: 'the two are on different disks', advice: 'give a path on the same disk' },
  EMFILE: { why: 'too many files are open in this process', advice: 'raise the limit with "ulimit -n 4096"' },
  ENFILE: { why: 'too many files are open on this machine', advice: 'end other programs' },
  ELOOP: { why: 'its symbolic links form a loop', advice: 'fix the links' },
  ENAMETOOLONG: { why: 'the name is too long', advice: 'give a shorter one' },
  EIO: { why: 'the disk reports a fault', advice: CHECK_DISK },
  ESTALE: { why: 'the network disk has lost it', advice: 'mount the disk again' },
  ENXIO: { why: 'its device does not exist', advice: 'give the path of a file' },
  EBUSY: { why: 'another program uses it', advice: 'end that program, or give another path' },
  ETXTBSY: { why: 'it is a program that is running', advice: 'end it first' },
  ENOMEM: { why: 'the memory is used up', advice: 'end other programs, or use a machine with more memory' },
  EAGAIN: { why: 'the system has too many processes', advice: 'end other programs, or raise "ulimit -u"' },
  ENOEXEC: { why: 'it is not a program for this machine', advice: 'build it here, or give another' },
  ERR_FS_FILE_TOO_LARGE: { why: 'it has more than 2 GiB', advice: 'give a smaller file' },
};

/** The reasons of calls that can fail for one reason only. */
const REASONS_OF_CALLS: Readonly<Record<string, Reason>> = {
  uv_cwd: { why: 'it was removed', advice: 'go to another one' },
  uv_os_get_passwd: {
    why: 'this user id has none',
    advice: 'name the user where one is needed, as "User" in ssh_config',
  },
  uv_os_homedir: { why: 'this user id has none', advice: 'set HOME' },
};

const NO_PROGRAM: Reason = { why: 'there is no such program', advice: 'install it; "npm run doctor" says how' };

/** What the error itself does not say or says less well. */
interface About {
  readonly attempt?: string;
  /** Node does not name it where a read or a write failed. */
  readonly path?: string;
  readonly advice?: string;
}

/**
 * An error of the operating system as one of ours, in one line; null for any other error. One that was made into ours
 * before is said anew, by a caller who knows more about it.
 */
export function systemFailure(error: unknown, about: About = {}): BitplaneError | null {
  if (error instanceof BitplaneError) return systemFailure(error.cause, about);
  if (!isSystemError(error)) return null;
  const { code, syscall = '', path = addressOf(error), dest } = error;
  const isSpawn = syscall.startsWith('spawn');
  const reason = isSpawn && code === 'ENOENT' ? NO_PROGRAM : reasonOf(error);
  if (reason === null) return null;
  const attempt = about.attempt ?? (isSpawn ? 'start' : (ATTEMPTS[syscall] ?? syscall));
  const unnamed = ['read', 'write'].includes(attempt) ? 'a file' : '';
  const place = about.path ?? [path ?? unnamed, dest].filter(Boolean).join(' to ');
  const shown = error.info?.code ?? code;
  const tried = `cannot ${[attempt, place].filter(Boolean).join(' ')}`;
  return new BitplaneError(
    codeOf(error, attempt),
    `${tried}: ${reason.why} (${shown}); ${about.advice ?? reason.advice}`,
    { cause: error },
  );
}

interface SystemError extends NodeJS.ErrnoException {
  readonly code: string;
  readonly dest?: string;
  /** Of an error that Node wraps: the code of the system is in it. */
  readonly info?: { readonly code: string };
  /** Of a network's error. */
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
}

const isSystemError = (error: unknown): error is SystemError =>
  typeof (error as Partial<SystemError> | null | undefined)?.code === 'string';

/** Null for an error that no system call gave. */
function reasonOf({ code, errno, syscall = '' }: SystemError): Reason | null {
  if (Object.hasOwn(REASONS_OF_CALLS, syscall)) return REASONS_OF_CALLS[syscall];
  if (Object.hasOwn(REASONS, code)) return REASONS[code];
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  return known === undefined ? null : { why: known[1], advice: 'check what is there and try again' };
}

function codeOf({ code, syscall = '' }: SystemError, attempt: string): ErrorCode {
  if (syscall.startsWith('spawn')) return 'E_SETUP';
  if (['connect', 'getaddrinfo', 'listen', 'bind'].includes(syscall)) return 'E_HOST';
  const isSought = ['open', 'read', 'list the folder', 'look at'].includes(attempt);
  return code === 'ENOENT' && isSought ? 'E_MISSING_FILE' : 'E_FILE';
}

/** Of a network's error: host:port. */
function addressOf({ address, hostname, port }: SystemError): string | undefined {
  const host = address ?? hostname;
  return host === undefined || port === undefined ? host : `${host}:${port}`;
}
