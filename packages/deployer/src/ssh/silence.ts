// When a link that says nothing is lost. ssh2's own count takes only answers to its questions as a sign of life, and on
// a slow link these wait after two megabytes of an upload; here whatever comes is one.
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Target } from './target';

/** Ends a connection, whose stream this is, after `count` to `count` + 1 intervals without a byte from the host. */
export function watchSilence(client: Client, stream: Duplex, { intervalMs, count }: Target['keepalive']): void {
  let numSilent = 0;
  stream.on('data', () => (numSilent = 0));
  const timer = setInterval(() => {
    if (++numSilent <= count) return;
    stream.destroy(new Error(`it said nothing for ${Math.round((count * intervalMs) / 1000)} s`));
  }, intervalMs);
  client.once('close', () => clearInterval(timer));
}
