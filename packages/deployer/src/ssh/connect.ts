// Opens a connection: through jump hosts, with the host's key checked, and every way to fail said in words.
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { BitplaneError } from '@bitplane/model';
import { algorithmsFor } from './algorithms';
import { connectFailure } from './connect-failure';
import { forwardedStream } from './forwarded-stream';
import { checkHostKey } from './host-key';
import { loadIdentities } from './identities';
import { Link } from './link';
import { watchLogIn } from './log-in';
import { watchNegotiation } from './negotiation';
import { watchSilence } from './silence';
import type { Target } from './target';
import { plainTypes } from './trust';

/**
 * Throws E_HOST_KEY for a key that is not known, E_HOST for everything else that keeps a connection from being made,
 * E_INTERRUPTED when `signal` comes before. `announce` gets a line for each new host key that is accepted.
 */
export async function connect(
  target: Target,
  signal?: AbortSignal,
  announce: (line: string) => void = console.log,
): Promise<Link> {
  if (target.jump === null) return handshake(target, { signal, announce });
  const jump = await connect(target.jump, signal, announce);
  try {
    const link = await handshake(target, { socket: await forward(jump, target), signal, announce });
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
  readonly announce: (line: string) => void;
}

async function handshake(target: Target, { socket, signal, announce }: Circumstances): Promise<Link> {
  const hostKey = checkHostKey(target);
  const algorithms = algorithmsFor(target, plainTypes(target));
  const logIn = watchLogIn(target.user, await loadIdentities(target));
  const negotiation = watchNegotiation();
  const interruption = () => new BitplaneError('E_INTERRUPTED', `ended by the user while connecting to ${target.name}`);
  if (signal?.aborted === true) throw interruption();

  const client = new Client();
  const own = socket === undefined ? connectTcp(addressOf(target)) : null;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      if (logIn.survives(error)) return;
      reject(hostKey.rejection() ?? connectFailure(error, { target, logIn, negotiation }));
    };
    const interrupt = () => {
      reject(interruption());
      client.destroy();
    };
    signal?.addEventListener('abort', interrupt);
    client
      .once('handshake', () => {
        const line = hostKey.remember();
        if (line !== null) announce(line);
      })
      .once('ready', () => {
        client.off('error', fail);
        signal?.removeEventListener('abort', interrupt);
        // Small requests in turn: waiting for more to send costs 0.2 s a command (loopback, Linux).
        client.setNoDelay(true);
        watchSilence(client, own ?? socket!, target.keepalive);
        resolve(new Link(client, target.name));
      })
      .on('error', fail)
      .once('close', () => fail(new Error('the host closed the connection')))
      .connect({
        sock: own ?? socket,
        username: target.user,
        authHandler: logIn.handler,
        hostVerifier: (key: Buffer) => hostKey.accepts({ key, address: own?.remoteAddress ?? null }),
        algorithms,
        debug: negotiation.listen,
        readyTimeout: target.connectTimeoutMs,
        keepaliveInterval: target.keepalive.intervalMs,
        keepaliveCountMax: Infinity,
      });
  });
}

/** Where to connect to, and from where. */
function addressOf({ name, hostName, port, addressFamily, bindAddress }: Target) {
  if (bindAddress !== null && isIP(bindAddress) === 0) {
    throw new BitplaneError('E_HOST', `${name}: BindAddress: expected an address, got "${bindAddress}"`);
  }
  return { host: hostName, port, family: addressFamily, localAddress: bindAddress ?? undefined };
}

function forward(jump: Link, { hostName, port, name }: Target): Promise<Duplex> {
  return jump.race(
    new Promise((resolve, reject) => {
      jump.client.forwardOut('127.0.0.1', 0, hostName, port, (error, stream) => {
        if (error === undefined) resolve(forwardedStream(stream));
        else
          reject(
            new BitplaneError('E_HOST', `${jump.host} cannot reach ${name} at ${hostName}:${port}: ${error.message}`),
          );
      });
    }),
  );
}
