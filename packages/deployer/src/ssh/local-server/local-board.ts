// An SSH server on this machine that acts as a board where there is none: real TCP, real keys, real commands; its disk
// is a folder.
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { Server, type Connection } from 'ssh2';
import { cacheFolder } from '@bitplane/cli';
import { writableFolder } from '../../writable-cache';
import { publicKeyOnly } from './authentication';
import { serveCommands, signalGroup } from './commands';
import { writeOwnConfig } from '../own-config';
import { keyFile } from './keys';

export interface LocalBoardOptions {
  /** Keys, disk and ssh_config lie here. Default: `local-board` in the cache. */
  readonly folder?: string;
  /** The name in the ssh_config that the server writes. Default: `local`. */
  readonly host?: string;
  /** Where commands look for programs. Default: this process's PATH. */
  readonly path?: string;
  /** The user's login shell. Default: /bin/sh. */
  readonly shell?: string;
}

export interface LocalBoard {
  readonly port: number;
  /** Names the server as `host`, with its keys, for `--ssh-config`. */
  readonly sshConfig: string;
  /** The login folder. */
  readonly home: string;
  /** Ends the server and every command that still runs. */
  stop(): Promise<void>;
}

/** Starts on 127.0.0.1, on a free port. */
export async function startLocalBoard(options: LocalBoardOptions = {}): Promise<LocalBoard> {
  const folder = options.folder ?? writableFolder(cacheFolder('local-board'));
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const hostKey = keyFile(folder, 'host_ed25519');
  const clientKey = keyFile(folder, 'id_ed25519');
  const authenticate = publicKeyOnly(clientKey.publicKey);
  const running = new Set<ChildProcess>();
  const surroundings = {
    home,
    path: options.path ?? process.env.PATH ?? '/usr/bin:/bin',
    shell: options.shell ?? '/bin/sh',
  };
  const connections = new Set<Connection>();

  const server = new Server({ hostKeys: [hostKey.privateKey], ident: 'bitplane-local-board' }, (client) => {
    connections.add(client);
    client
      .on('authentication', authenticate)
      .on('session', (accept) => serveCommands(accept(), surroundings, running))
      .on('tcpip', (accept, reject, { destIP, destPort }) => forward(connect(destPort, destIP), accept, reject))
      .on('close', () => connections.delete(client))
      .on('error', () => undefined);
  });
  // ssh2's own listener would hold small replies back until there is more to send, which costs 0.2 s per command.
  const listener = createServer({ noDelay: true }, (socket) => server.injectSocket(socket));
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;

  // A folder for each server: others may run at the same time, on ports of their own.
  const configFolder = join(folder, `port-${port}`);
  const sshConfig = writeOwnConfig(configFolder, {
    host: options.host ?? 'local',
    port,
    user: 'board',
    identity: clientKey.file,
    hostKey: hostKey.publicKey,
  });
  return {
    port,
    sshConfig,
    home,
    async stop() {
      for (const child of running) signalGroup(child, 'SIGKILL');
      for (const client of connections) client.end();
      await new Promise((resolve) => listener.close(resolve));
      rmSync(configFolder, { recursive: true, force: true });
    },
  };
}

/** As sshd forwards for ProxyJump. */
function forward(socket: Socket, accept: () => NodeJS.ReadWriteStream, reject: () => void): void {
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject).on('error', () => undefined);
    const channel = accept();
    channel.on('error', () => undefined);
    socket.pipe(channel).pipe(socket);
  });
}
