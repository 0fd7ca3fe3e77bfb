// What more than half of the ranks want, one bit for each question.
import { packBits, packedRowNbytes, unpackBits } from '@bitplane/model';
import type { Communicator } from '../communicator';

const WORD_BITS = 64;

/**
 * A function of this rank's answers, one byte each, 0 or 1, and `count` of them, to those of the majority: 1 where more
 * than half of the ranks say 1, so that a tie is 0. Each rank counts a stripe of the questions; answers travel in the
 * bit order of docs/bits.md, a stripe being a row, to the one that counts and back.
 */
export function majorityOf(communicator: Communicator, count: number): (answers: Uint8Array) => Uint8Array {
  const { rank, size } = communicator;
  const stripes = cutWords(count, size);
  const nbytes = stripes.map(({ begin, end }) => packedRowNbytes(end - begin));

  return (answers) => {
    const outgoing = stripes.map(({ begin, end }) => pack(answers.subarray(begin, end)));
    const incoming = stripes.map((_, r) => (r === rank ? outgoing[r] : new Uint8Array(nbytes[rank])));
    communicator.alltoall(outgoing, incoming, 'votes');
    const { begin, end } = stripes[rank];
    const decided = pack(decide(incoming.map((bytes) => unpack(bytes, end - begin))));
    const replies = stripes.map((_, r) => (r === rank ? decided : new Uint8Array(nbytes[r])));
    communicator.alltoall(
      stripes.map(() => decided),
      replies,
      'decisions',
    );
    const all = new Uint8Array(count);
    stripes.forEach((stripe, r) => all.set(unpack(replies[r], stripe.end - stripe.begin), stripe.begin));
    return all;
  };
}

const decide = (votes: readonly Uint8Array[]): Uint8Array =>
  votes[0].map((_, i) => Number(2 * votes.reduce((sum, each) => sum + each[i], 0) > votes.length));

/** A part of the questions for each rank, whole words but for the last one. */
const cutWords = (count: number, size: number): { begin: number; end: number }[] => {
  const words = Math.ceil(count / WORD_BITS);
  const at = (rank: number): number => Math.min(count, WORD_BITS * Math.floor((rank * words) / size));
  return Array.from({ length: size }, (_, rank) => ({ begin: at(rank), end: at(rank + 1) }));
};

const pack = (bits: Uint8Array): Uint8Array => (bits.length === 0 ? bits : packBits(bits, bits.length));

const unpack = (bytes: Uint8Array, count: number): Uint8Array => (count === 0 ? bytes : unpackBits(bytes, count));
