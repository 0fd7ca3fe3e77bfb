// The folder with keys, configuration and temporary files of hosts.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HostsFolder {
  readonly path: string;
  /** Makes a folder in it; returns its path. */
  make(name: string): string;
  remove(): void;
}

/** The process to which it belongs is in its name. */
const NAME = /^bitplane-hosts-(\d+)-/;

/** Removes those of processes that ended without doing so, too. */
export function makeHostsFolder(): HostsFolder {
  for (const name of readdirSync(tmpdir())) {
    const owner = NAME.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) remove(join(tmpdir(), name));
  }
  const path = mkdtempSync(join(tmpdir(), `bitplane-hosts-${process.pid}-`));
  return {
    path,
    make(name) {
      mkdirSync(join(path, name));
      return join(path, name);
    },
    remove: () => remove(path),
  };
}

const remove = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
