// Texts of any length, from rank to rank.
import type { Communicator } from './communicator';

/** The texts of all ranks, by rank. */
export function gatherTexts(communicator: Communicator, text: string, what: string): string[] {
  const own = Buffer.from(text);
  const lengths = communicator.allgather(lengthBytes(own.length), `length of ${what}`).map(readLength);
  const padded = new Uint8Array(Math.max(...lengths));
  padded.set(own);
  return communicator
    .allgather(padded, what)
    .map((bytes, rank) => Buffer.from(bytes.subarray(0, lengths[rank])).toString());
}

/** The first rank's text; what the others give is not read. */
export function textOfFirst(communicator: Communicator, text: string, what: string): string {
  const own = Buffer.from(communicator.rank === 0 ? text : '');
  const length = lengthBytes(own.length);
  communicator.broadcast(length, `length of ${what}`);
  const bytes = communicator.rank === 0 ? new Uint8Array(own) : new Uint8Array(readLength(length));
  communicator.broadcast(bytes, what);
  return Buffer.from(bytes).toString();
}

const lengthBytes = (length: number): Uint8Array => new Uint8Array(Uint32Array.of(length).buffer);

const readLength = (bytes: Uint8Array): number => Buffer.from(bytes).readUInt32LE(0);
