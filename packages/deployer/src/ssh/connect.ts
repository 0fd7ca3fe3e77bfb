// Opens a connection: through jump hosts, with the host's key checked, and every way to fail said in words.
import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig } from 'ssh2';
import { BitplaneError } from '@bitplane/model';
import type { Target } from './config';
import { connectFailure } from './connect-failure';
import { checkHostKey } from './host-key';
import { loadIdentities } from './identities';
import { Link } from './link';

/**
 * Throws E_HOST_KEY for a key that is not known, E_HOST for everything else that keeps a connection from being made, E_INTERRUPTED when
 * `signal` comes before.
 */
export async function connect(target: Target, signal?: AbortSignal): Promise<Link> {
  if (target.jump === null) return handshake(target, { signal });
  const jump = await connect(target.jump, signal);
  try {
    const link = await handshake(target, { socket: await forward(jump, target), signal });
    link.client.on('close', () => jump.client.end());
    return link;
  } catch (error) {
    await jump.close();
    throw error;
  }
}

interface Circumstances {
  /** A stream that leads to the target already. */
  readonly socket?: Duplex;
  readonly signal?: AbortSignal;
}

function handshake(target: Target, { socket, signal }: Circumstances): Promise<Link> {
  const hostKey = checkHostKey(target);
  const identities = loadIdentities(target);
  const client = new Client();
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(hostKey.refusal() ?? connectFailure(error, target, identities));
    client.once('ready', () => {
      client.off('error', fail);
      // Small requests in turn: waiting for more to send costs 0.2 s a command (loopback, Linux).
      client.setNoDelay(true);
      resolve(new Link(client, target.name));
    });
    client.on('error', fail);
    const interrupt = () => {
      reject(new BitplaneError('E_INTERRUPTED', `ended by the user while connecting to ${target.name}`));
      client.destroy();
    };
    signal?.addEventListener('abort', interrupt);
    client.once('ready', () => signal?.removeEventListener('abort', interrupt));
    client.once('close', () => fail(new Error('the host closed the connection')));
    client.connect({
      host: target.hostName,
      port: target.port,
      forceIPv4: target.addressFamily === 4,
      forceIPv6: target.addressFamily === 6,
      localAddress: target.bindAddress ?? undefined,
      sock: socket,
      username: target.user,
      authHandler: [...identities.methods],
      hostVerifier: (key: Buffer) => hostKey.accepts(key),
      algorithms: { serverHostKey: [...hostKey.algorithms] },
      readyTimeout: target.connectTimeoutMs,
      keepaliveInterval: target.keepalive.intervalMs,
      keepaliveCountMax: target.keepalive.count,
    } as ConnectConfig);
  });
}

function forward(jump: Link, { hostName, port, name }: Target): Promise<Duplex> {
  return jump.race(
    new Promise((resolve, reject) => {
      jump.client.forwardOut('127.0.0.1', 0, hostName, port, (error, stream) => {
        if (error === undefined) resolve(stream);
        else
          reject(
            new BitplaneError('E_HOST', `${jump.host} cannot reach ${name} at ${hostName}:${port}: ${error.message}`),
          );
      });
    }),
  );
}
