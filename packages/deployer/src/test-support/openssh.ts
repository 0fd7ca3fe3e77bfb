// The real ssh, sshd and what belongs to them, for tests that compare with them.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '@bitplane/cli/test-support';
import { freePort } from '../free-port';

/** `describe`, or `describe.skip` where one of the programs is missing; in CI that is an error. */
export function describeWith(...programs: string[]): jest.Describe {
  const missing = programs.filter((name) => findProgram(name) === null);
  if (missing.length === 0) return describe;
  if (process.env.CI) throw new Error(`${missing.join(', ')} missing: .ci/run installs it`);
  return ((title: string, body: () => void) =>
    describe.skip(`${title} (skipped: needs ${missing.join(', ')})`, body)) as jest.Describe;
}

export interface KeyOptions {
  readonly type?: 'ed25519' | 'ecdsa' | 'rsa';
  readonly passphrase?: string;
  /** More options of ssh-keygen. */
  readonly more?: readonly string[];
}

export interface MadeKey {
  readonly file: string;
  /** `type base64`, without a comment. */
  readonly line: string;
}

/** A key pair as a user makes it: FILE and FILE.pub. */
export function makeKey(file: string, { type = 'ed25519', passphrase = '', more = [] }: KeyOptions = {}): MadeKey {
  run('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', file.replace(/.*\//, ''), '-f', file, ...more]);
  return { file, line: readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ') };
}

/** Throws unless it ends with 0. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Whether the real ssh gets in, without anybody to ask. */
export function sshConnects(configFile: string, host: string): Promise<boolean> {
  const child = spawn('ssh', ['-F', configFile, '-o', 'BatchMode=yes', host, 'true'], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
}

export interface SshServer {
  readonly port: number;
  /** What it has said since the last call. */
  newLog(): string;
  stop(): Promise<void>;
}

export interface SshdOptions {
  readonly folder: string;
  readonly hostKeys: readonly MadeKey[];
  readonly authorized: readonly MadeKey[];
  /** More lines of its sshd_config. */
  readonly more?: readonly string[];
}

/** Starts OpenSSH's server on 127.0.0.1 for the user who runs the test. */
export async function startSshd({ folder, hostKeys, authorized, more = [] }: SshdOptions): Promise<SshServer> {
  const port = await freePort();
  const authorizedKeys = join(folder, `authorized_keys-${port}`);
  writeFileSync(authorizedKeys, authorized.map(({ line }) => `${line}\n`).join(''));
  const lines = [
    ...more,
    ...hostKeys.map(({ file }) => `HostKey ${file}`),
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `AuthorizedKeysFile ${authorizedKeys}`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'MaxStartups 100',
    'LogLevel DEBUG1',
  ];
  const config = join(folder, `sshd_config-${port}`);
  writeFileSync(config, lines.map((line) => `${line}\n`).join(''));
  // Its folder for children without rights, which a start-up script makes elsewhere.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  return startServer('sshd', ['-D', '-e', '-f', config], port);
}

/** Starts a server and waits until it listens. */
export async function startServer(name: string, args: readonly string[], port: number): Promise<SshServer> {
  let log = '';
  const child = spawn(findProgram(name) as string, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await listening(child, port, () => log);
  return {
    port,
    newLog() {
      const text = log;
      log = '';
      return text;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function listening(child: ChildProcess, port: number, log: () => string): Promise<void> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  for (let i = 0; i < 200; i++) {
    // Looked up, not tried: a connection would appear in the log.
    if (readFileSync('/proc/net/tcp', 'utf8').includes(`0100007F:${hexPort} 00000000:0000 0A`)) return;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not start: ${log()}`);
}

export interface Agent {
  readonly socket: string;
  /** Adds a key file; the passphrase is needed for an encrypted one. */
  add(file: string, passphrase?: string): void;
  stop(): void;
}

/** Starts ssh-agent. */
export async function startAgent(folder: string, name = 'agent'): Promise<Agent> {
  const socket = join(folder, name);
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  // Its socket is there before it listens: ssh-add ends with 2 while nobody answers.
  const answers = () => spawnSync('ssh-add', ['-l'], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).status !== 2;
  for (let i = 0; i < 200 && !answers(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  const ask = join(folder, 'askpass');
  return {
    socket,
    add(file, passphrase = '') {
      writeFileSync(ask, `#!/bin/sh\necho ${passphrase}\n`, { mode: 0o700 });
      const env = {
        ...process.env,
        SSH_AUTH_SOCK: socket,
        SSH_ASKPASS: ask,
        SSH_ASKPASS_REQUIRE: 'force',
        DISPLAY: ':0',
      };
      run('ssh-add', ['-q', file], env);
    },
    stop: () => void child.kill(),
  };
}
