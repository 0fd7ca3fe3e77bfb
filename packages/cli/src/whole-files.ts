// Files as a user gets them: read with an error that names the path, written whole or not at all.
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { systemFailure } from './system-failure';

/**
 * Throws E_MISSING_FILE, and E_FILE with the path and the reason: Node's own error on reading a folder names neither.
 */
export function readWhole(path: string): Buffer {
  return saying('read', path, () => readFileSync(path));
}

/** The first `nbytes`, or all of a shorter file: enough to recognize it by. Throws as readWhole does. */
export function readStart(path: string, nbytes: number): Buffer {
  return saying('read', path, () => {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(nbytes);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  });
}

/** Writes one file as writeTogether does. */
export function writeWhole(path: string, content: string | Uint8Array, mode?: number): void {
  writeTogether(new Map([[path, content]]), mode);
}

/**
 * Writes files, path → content, whole or not at all: each beside its place under a name of its own and onto the disk,
 * then all are renamed. Where one cannot be written, as on a full disk, every file stays as it was and nothing is left
 * over. Makes their folders. mode: of files that are new; those that are there keep theirs. Throws E_FILE.
 */
export function writeTogether(files: ReadonlyMap<string, string | Uint8Array>, mode = 0o666): void {
  const staged = new Map<string, string>();
  try {
    for (const [path, content] of files) {
      makeFolder(dirname(path));
      const target = followLinks(path);
      const there = statSync(target, { throwIfNoEntry: false });
      if (there !== undefined && !there.isFile()) {
        // A device or a pipe takes what is written to it; a folder says that it is one.
        saying('write', path, () => writeFileSync(target, content));
        continue;
      }
      const part = join(dirname(target), `.part-${process.pid}-${staged.size}`);
      staged.set(part, target);
      saying('write', path, () => writeThrough(part, content, there?.mode ?? mode));
    }
    for (const [part, target] of staged) saying('write', target, () => renameSync(part, target));
  } finally {
    for (const part of staged.keys()) rmSync(part, { force: true });
  }
}

/** Appends to a file; where that fails, the file is as long as it was. Throws E_FILE. */
export function appendWhole(path: string, content: Uint8Array): void {
  saying('write', path, () => {
    const file = openSync(path, 'a');
    const { size } = fstatSync(file);
    try {
      writeFileSync(file, content);
    } catch (error) {
      ftruncateSync(file, size);
      throw error;
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Before long work: throws E_FILE, with the caller's advice, if writeWhole could not write this file. Leaves nothing.
 */
export function requireWritable(path: string, advice: string): void {
  try {
    tryToWrite(path);
  } catch (error) {
    throw systemFailure(error, { attempt: 'write', path, advice }) ?? error;
  }
}

/**
 * As requireWritable, but the folder of the file stays: where several processes of a host start with the same path, one
 * of them must not remove what another has just found.
 */
export function makeWritable(path: string, advice: string): void {
  try {
    makeFolder(dirname(path));
    tryToWrite(path);
  } catch (error) {
    throw systemFailure(error, { attempt: 'write', path, advice }) ?? error;
  }
}

function tryToWrite(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return closeSync(openSync(path, 'w'));
  const made = makeFolder(dirname(path));
  try {
    const trial = join(dirname(path), `.part-${process.pid}-trial`);
    if (there === undefined || there.isFile()) {
      writeFileSync(trial, '');
      rmSync(trial);
    }
  } finally {
    for (const folder of made.reverse()) rmdirSync(folder);
  }
}

/**
 * With its parents, step by step: below a folder such as /proc that takes no entries, Node's own recursive mkdir never
 * returns. Returns those that it made, outermost first.
 */
export function makeFolder(path: string): string[] {
  const isThere = (): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (saying('make the folder', path, isThere)) return [];
  const above = dirname(path) === path ? [] : makeFolder(dirname(path));
  try {
    saying('make the folder', path, () => mkdirSync(path));
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isThere()) throw error;
  }
  return [...above, path];
}

/**
 * Not writeFile of a path: onto the disk before the rename. It writes on after a short write, where writeSync would
 * leave a cut file.
 */
function writeThrough(path: string, content: string | Uint8Array, mode: number): void {
  const file = openSync(path, 'w', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A file that is a link stays one. */
function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // not there yet
  }
}

/** Calls `act`; an error of the system then names what was tried and the path. */
function saying<T>(attempt: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw systemFailure(error, { attempt, path }) ?? error;
  }
}
