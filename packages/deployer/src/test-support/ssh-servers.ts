// Real SSH servers on this machine, for tests: sshd, dropbear and tinysshd, with a user whose home and login shell are
// ours to choose. Each runs in a mount namespace of its own, where root has another home and login shell; that takes
// root on Linux.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findProgram } from '@bitplane/cli/test-support';
import { keyFile } from '../ssh/local-server/keys';
import { freePort } from '../free-port';

export interface SshServer {
  /** Names the server as `pi`. */
  readonly sshConfig: string;
  readonly home: string;
  stop(): Promise<void>;
}

export interface SshServerOptions {
  readonly shell?: string;
  /** Lines of sshd_config. */
  readonly options?: readonly string[];
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly options: readonly string[];
}

interface Kind {
  readonly program: string;
  /** Starts it on a port of 127.0.0.1. Returns the function that ends it. */
  readonly start: (place: Place) => () => void;
}

const KINDS = {
  sshd: { program: 'sshd', start: startSshd },
  dropbear: { program: 'dropbear', start: startDropbear },
  tinysshd: { program: 'tinysshd', start: startTinysshd },
} satisfies Record<string, Kind>;

export type ServerName = keyof typeof KINDS;

/** Null where such a server cannot be started: the program is missing, or the right to mount. */
export const sshServer = (name: ServerName): Kind | null =>
  findProgram(KINDS[name].program) !== null &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'true']).status === 0
    ? KINDS[name]
    : null;

export async function startSshServer(
  { start }: Kind,
  { shell = '/bin/sh', options = [] }: SshServerOptions = {},
): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-ssh-server-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const { publicKey, file } = keyFile(folder, 'id_ed25519');
  writeFileSync(join(home, '.ssh/authorized_keys'), `${publicKey}\n`, { mode: 0o600 });
  const passwd = readFileSync('/etc/passwd', 'utf8').replace(/^root:.*$/m, `root:x:0:0:root:/root:${shell}`);
  writeFileSync(join(folder, 'passwd'), passwd);
  const port = await freePort();
  const end = start({ folder, port, options });
  writeFileSync(join(folder, 'known_hosts'), await hostKeys(port));
  const sshConfig = join(folder, 'ssh_config');
  writeFileSync(
    sshConfig,
    `Host pi\n HostName 127.0.0.1\n Port ${port}\n User root\n IdentityFile ${file}\n IdentitiesOnly yes\n` +
      ` UserKnownHostsFile ${join(folder, 'known_hosts')}\n`,
  );
  return {
    sshConfig,
    home,
    async stop() {
      end();
      // What sshd has started for a connection ends by itself.
      await setTimeout(100);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * In the namespace: our /etc/passwd, our home as root's, and an empty /run for the server's own files. tinysshd does
 * not take a home below a folder that everybody may write, such as /tmp.
 */
const NAMESPACE =
  'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/home" /root && mount -t tmpfs none /run && mkdir /run/sshd && ' +
  'shift && exec "$@"';

const inNamespace = ({ folder }: Place, command: readonly string[]): string[] => [
  '--mount',
  'sh',
  '-c',
  NAMESPACE,
  'sh',
  folder,
  ...command,
];

const ender = (server: ChildProcess) => () => void server.kill();

function startSshd(place: Place): () => void {
  const config = join(place.folder, 'sshd_config');
  const hostKey = join(place.folder, 'sshd_key');
  copyFileSync(keyFile(place.folder, 'host').file, hostKey);
  const lines = [`HostKey ${hostKey}`, `Port ${place.port}`, 'ListenAddress 127.0.0.1', 'UsePAM no', 'PidFile none'];
  writeFileSync(config, [...lines, ...place.options, ''].join('\n'));
  const command = [findProgram('sshd') as string, '-D', '-f', config];
  return ender(spawn('unshare', inNamespace(place, command), { stdio: 'ignore' }));
}

function startDropbear(place: Place): () => void {
  const hostKey = join(place.folder, 'dropbear_key');
  spawnSync('dropbearkey', ['-t', 'ed25519', '-f', hostKey]);
  const command = ['dropbear', '-F', '-E', '-s', '-r', hostKey, '-p', `127.0.0.1:${place.port}`];
  return ender(spawn('unshare', inNamespace(place, command), { stdio: 'ignore' }));
}

/** It serves one connection, its standard input, as under inetd. */
function startTinysshd(place: Place): () => void {
  const keys = join(place.folder, 'tinysshd_keys');
  spawnSync('tinysshd-makekey', [keys]);
  const listener = createServer({ pauseOnConnect: true }, (socket) => {
    const server = spawn('unshare', inNamespace(place, ['tinysshd', keys]), { stdio: [socket, socket, 'ignore'] });
    server.on('spawn', () => socket.destroy());
  }).listen(place.port, '127.0.0.1');
  return () => void listener.close();
}

/** Asks until the server listens. */
async function hostKeys(port: number): Promise<string> {
  for (let i = 0; i < 50; i++) {
    const scan = spawn('ssh-keyscan', ['-t', 'ed25519', '-p', String(port), '127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let keys = '';
    scan.stdout.on('data', (data: Buffer) => (keys += data.toString()));
    await new Promise((resolve) => scan.once('close', resolve));
    if (keys !== '') return keys;
    await setTimeout(100);
  }
  throw new Error(`expected an SSH server on port ${port} of 127.0.0.1, found none after 5 s`);
}
