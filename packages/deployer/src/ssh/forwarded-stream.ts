// The stream to a host behind another one, made fit for a second SSH connection inside the first.
import { Duplex, Writable } from 'node:stream';

/**
 * ssh2 1.17 keeps the nonce of chacha20-poly1305 in one buffer for all connections, and writes in the middle of
 * encrypting: what the inner connection writes at once makes the outer one encrypt, with a nonce of its own, and the
 * rest of the inner packet is lost. So every write waits until the inner connection has finished.
 */
export function forwardedStream(channel: Duplex): Duplex {
  const writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => void setImmediate(() => channel.write(chunk, done)),
    final: (done) => void channel.end(done),
  });
  const stream = Duplex.from({ readable: channel, writable });
  channel.once('close', () => stream.destroy());
  return stream;
}
