// A relay in front of a server on this machine, which does to a link what cables, radios and routers do.
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';

export interface Fault {
  /** Cut: both sides see an end. Stall: nothing passes any more, and nobody sees an end. */
  readonly how: 'cut' | 'stall';
  /** After this many bytes have passed in this direction. */
  readonly nbytes: number;
  readonly towards: 'board' | 'user';
}

export interface Relay {
  readonly port: number;
  /** Bytes that have passed. */
  readonly passed: Readonly<Record<Fault['towards'], number>>;
  /** Whether the fault has come. */
  readonly hasFailed: boolean;
  /** For the links that are there and come. */
  readonly plan: (fault: Fault) => void;
  /** Does it now. */
  readonly fail: (how: Fault['how']) => void;
  /** Passes everything on from now on. */
  heal(): void;
  stop(): void;
}

/** Stands in front of a port of 127.0.0.1. Each connection meets the fault once it has passed that byte. */
export async function startRelay(port: number, fault: Fault | null = null): Promise<Relay> {
  const sockets = new Set<Socket>();
  const passed = { board: 0, user: 0 };
  let planned = fault;
  let failure: Fault['how'] | null = null;
  const fail = (how: Fault['how']): void => {
    failure = how;
    if (how === 'cut') for (const socket of sockets) socket.destroy();
  };
  const pass = (data: Buffer, to: Socket, towards: Fault['towards']): void => {
    if (failure !== null) return;
    const room = planned?.towards === towards ? planned.nbytes - passed[towards] : Infinity;
    const part = data.subarray(0, Math.max(0, room));
    passed[towards] += part.length;
    if (part.length > 0) to.write(part);
    if (part.length < data.length) fail(planned!.how);
  };
  const server = createServer({ noDelay: true }, (near) => {
    if (failure === 'cut') return void near.destroy();
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [socket, other, towards] of [
      [near, far, 'board'],
      [far, near, 'user'],
    ] as const) {
      sockets.add(socket);
      socket
        .on('data', (data) => pass(data, other, towards))
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          if (failure !== 'stall') other.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passed,
    get hasFailed() {
      return failure !== null;
    },
    plan: (fault) => void (planned = fault),
    fail,
    heal() {
      planned = null;
      failure = null;
      for (const socket of sockets) socket.destroy();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Leads the hosts of an ssh_config, and of the known_hosts beside it, from one port to another. */
export function redirect(sshConfig: string, from: number, to: number, options: readonly string[] = []): void {
  const keys = join(dirname(sshConfig), 'known_hosts');
  writeFileSync(keys, readFileSync(keys, 'utf8').replaceAll(`:${from} `, `:${to} `));
  const lines = [`Port ${to}`, ...options].map((line) => `  ${line}`).join('\n');
  writeFileSync(sshConfig, readFileSync(sshConfig, 'utf8').replaceAll(`  Port ${from}`, lines));
}
