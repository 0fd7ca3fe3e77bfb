// Random changes of bytes, each of which can be left out of an input without changing the others.
import { seededRandom, type Random } from '@bitplane/model';

/** What happens to a file at a place. Places beyond the end of a file that is shorter by now count from its start. */
export interface Mutation {
  readonly file: string;
  readonly kind: keyof typeof KINDS;
  readonly at: number;
  /** Bytes that are changed, left out or repeated. */
  readonly length: number;
  /** What the kind makes of it. */
  readonly value: number;
}

const MAX_MUTATIONS = 6;
const MAX_LENGTH = 64;
const EDGES = [0, 1, 2, 7, 63, 64, 65, 127, 128, 255, 256, 0x7fff, 0xffff, 0x10000, 2 ** 28, 2 ** 30, 2 ** 31 - 1];
const NUMBERS = [...EDGES, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1];
const WORDS = [
  '-1',
  '0',
  '1',
  '1e999',
  '2147483648',
  '4294967297',
  '9007199254740993',
  'null',
  '[]',
  '{}',
  '"x"',
  'true',
];

type Change = (bytes: Buffer, at: number, mutation: Mutation) => Buffer;

const KINDS = {
  byte: (bytes, at, { value }) => spliced(bytes, at, 1, Buffer.of(value & 255)),
  bit: (bytes, at, { value }) => spliced(bytes, at, 1, Buffer.of((bytes[at] ?? 0) ^ (1 << (value & 7)))),
  number: (bytes, at, { value }) => {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(NUMBERS[value % NUMBERS.length]);
    return spliced(bytes, at, 4, number);
  },
  wide: (bytes, at, { value }) => {
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE((BigInt(NUMBERS[value % NUMBERS.length]) << 32n) | 1n);
    return spliced(bytes, at, 8, number);
  },
  leaveOut: (bytes, at, { length }) => spliced(bytes, at, length, Buffer.of()),
  repeat: (bytes, at, { length, value }) => {
    const part = bytes.subarray(at, at + length);
    return spliced(bytes, at, 0, Buffer.concat(Array.from({ length: (value % 8) + 1 }, () => part)));
  },
  move: (bytes, at, { length, value }) => {
    const from = bytes.length === 0 ? 0 : value % bytes.length;
    return spliced(bytes, at, length, bytes.subarray(from, from + length));
  },
  fill: (bytes, at, { length, value }) => spliced(bytes, at, length, Buffer.alloc(length, value & 1 ? 0xff : 0)),
  cut: (bytes, at) => bytes.subarray(0, at),
  /** A number, word or text of JSON becomes another. */
  word: (bytes, at, { value }) => {
    const text = bytes.toString('latin1');
    const [found] = text.slice(at).match(/"[^"]*"|-?\d[\d.e+-]*|true|false|null/) ?? [];
    const start = found === undefined ? at : text.indexOf(found, at);
    return spliced(bytes, start, found?.length ?? 0, Buffer.from(WORDS[value % WORDS.length]));
  },
} satisfies Record<string, Change>;

const spliced = (bytes: Buffer, at: number, length: number, by: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);

export type Files = ReadonlyMap<string, Buffer>;

/** The changes of a seed. */
export function drawMutations(seed: number, files: Files): Mutation[] {
  const random = seededRandom(seed);
  random.uniform();
  const names = [...files.keys()];
  return Array.from({ length: random.integer(1, MAX_MUTATIONS) }, () => {
    const file = random.pick(names);
    return { file, ...drawChange(random, files.get(file)!) };
  });
}

function drawChange(random: Random, bytes: Buffer): Omit<Mutation, 'file'> {
  const isText = bytes[0] === 0x7b;
  const kind = random.pick(Object.keys(KINDS).filter((each) => isText || each !== 'word') as Mutation['kind'][]);
  // Files say what is in them at their start or their end.
  const end = Math.max(0, bytes.length - 1);
  const [near, far] = [Math.min(end, random.integer(0, 256)), random.integer(0, end)];
  const at = random.pick([near, end - near, far, far]);
  return { kind, at, length: random.integer(1, MAX_LENGTH), value: random.integer(0, 2 ** 31) };
}

/** The files with those changes that are `kept`; all if it is null. */
export function mutate(
  files: Files,
  mutations: readonly Mutation[],
  kept: readonly number[] | null,
): Map<string, Buffer> {
  const changed = new Map(files);
  mutations.forEach((mutation, index) => {
    if (kept !== null && !kept.includes(index)) return;
    const bytes = changed.get(mutation.file)!;
    const at = mutation.at <= bytes.length ? mutation.at : mutation.at % (bytes.length + 1);
    changed.set(mutation.file, KINDS[mutation.kind](bytes, at, mutation));
  });
  return changed;
}
