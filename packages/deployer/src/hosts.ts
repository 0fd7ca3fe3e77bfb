// Several boards at once: each in a process of its own, as a user would start it, so that one cannot stop another.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onInterruption, readWhole, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { errorOfExit } from './exit-codes';

const PROGRAM = join(__dirname, '../bin/bitplane-deployer.js');
const INTERRUPTED = 130;

/**
 * The hosts that --host names: one, several with commas between, or `@file` with one in each line, where # begins a
 * comment. Throws E_USAGE where that is none, or one of them twice.
 */
export function hostsOf(text: string): string[] {
  const lines = text.startsWith('@')
    ? readWhole(userPath(text.slice(1)))
        .toString()
        .split(/\r?\n/)
        .map((line) => line.replace(/#.*/, ''))
    : text.split(',');
  const hosts = lines.map((line) => line.trim()).filter((line) => line !== '');
  const twice = hosts.find((host, i) => hosts.indexOf(host) < i);
  if (twice !== undefined)
    throw new BitplaneError('E_USAGE', `--host ${text}: expected each host once, got ${twice} twice`);
  if (hosts.length > 0) return hosts;
  throw new BitplaneError('E_USAGE', `--host ${text}: expected a host, or several with commas between, got none`);
}

interface Ended {
  readonly host: string;
  readonly code: number;
  /** The last line that it wrote to stdout where it succeeded, else to stderr. */
  readonly last: string;
}

/**
 * Runs a command line once for each host, all at the same time, with each host's name before its lines, and closes with
 * a line for each. Throws, when all have ended, with the hosts on which it failed: E_INTERRUPTED after Ctrl-C, the
 * error that all of them had, where they agree, else E_PROGRAM.
 */
export async function onEachHost(hosts: readonly string[], words: readonly string[]): Promise<void> {
  const width = Math.max(...hosts.map((host) => host.length));
  const ended = await Promise.all(hosts.map((host) => runOn(host, [...withoutHost(words), '--host', host], width)));
  console.log('');
  for (const { host, code, last } of ended) {
    console.log(`${host.padEnd(width)}  ${code === 0 ? 'done  ' : 'failed'}  ${last}`);
  }
  const failed = ended.filter(({ code }) => code !== 0);
  if (failed.length === 0) return;
  if (failed.some(({ code }) => code === INTERRUPTED)) throw new BitplaneError('E_INTERRUPTED', 'ended by the user');
  const names = failed.map(({ host }) => host).join(', ');
  const codes = new Set(failed.map(({ code }) => code));
  throw new BitplaneError(
    (codes.size === 1 ? errorOfExit(failed[0].code) : null) ?? 'E_PROGRAM',
    `${failed.length} of ${hosts.length} hosts failed: ${names}; see their lines above`,
  );
}

const withoutHost = (words: readonly string[]): string[] =>
  words.filter((word, i) => !/^--host(=|$)/.test(word) && words[i - 1] !== '--host');

async function runOn(host: string, words: readonly string[], width: number): Promise<Ended> {
  // A group of its own: the terminal's Ctrl-C comes to this process alone, which passes it on once.
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const last = { out: '', err: '' };
  createInterface(child.stdout).on('line', (line) => {
    last.out = line;
    console.log(`${host.padEnd(width)} | ${line}`);
  });
  createInterface(child.stderr).on('line', (line) => {
    last.err = line;
    console.error(`${host.padEnd(width)} | ${line}`);
  });
  const release = onInterruption((signal) => child.kill(signal));
  try {
    const code = await new Promise<number>((resolve, reject) =>
      child.on('error', reject).on('close', (status) => resolve(status ?? 1)),
    );
    return { host, code, last: code === 0 ? last.out : last.err };
  } finally {
    release();
  }
}
