// A walk over a protobuf file that makes nothing: whether decoding it stays within bounds, whatever its lengths claim.
import { BitplaneError } from '@bitplane/model';

/** What a walk over a message follows. */
export interface Message {
  /** Field number → the message that the field holds, for those in which messages are nested. */
  readonly fields: Readonly<Record<number, () => Message>>;
  /** Numbers of fields that list numbers, with the bytes that one takes at least. */
  readonly lists?: Readonly<Record<number, number>>;
}

/** Far more than any network has: a large one takes some ten thousand. */
const MAX_FIELDS = 2 ** 20;
/** Numbers in lists, which take eight bytes each once they are read; large tensors are raw data. */
const MAX_LISTED = 2 ** 24;
const MAX_DEPTH = 24;
const MAX_FIELD = 2 ** 29 - 1;

export interface ProtobufFile {
  /** As messages name it. */
  readonly name: string;
  /** What to do about a damaged one. */
  readonly advice: string;
}

/**
 * Throws E_FILE for bytes that are no protobuf message, and for one that would take too much memory or too deep a
 * stack.
 */
export function requireBounded(file: ProtobufFile, bytes: Uint8Array, message: Message): void {
  new Walk(file, bytes).message(message, { start: 0, end: bytes.length, depth: 0 });
}

interface Extent {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

class Walk {
  private fields = 0;
  private listed = 0;
  private position = 0;

  constructor(
    private readonly file: ProtobufFile,
    private readonly bytes: Uint8Array,
  ) {}

  message({ fields, lists = {} }: Message, { start, end, depth }: Extent): void {
    if (depth > MAX_DEPTH) this.reject(`messages nested at most ${MAX_DEPTH} deep`, 'more');
    this.position = start;
    while (this.position < end) {
      if (++this.fields > MAX_FIELDS) this.reject(`at most ${MAX_FIELDS} fields`, 'more');
      const tag = this.varint(end);
      const [field, wireType] = [Math.floor(tag / 8), tag % 8];
      // A decoder that reads 32 bits of it would see another field.
      if (field === 0 || field > MAX_FIELD) this.reject(`a field from 1 to ${MAX_FIELD}`, `field ${field}`);
      const next = this.endOfField(wireType, end);
      if (wireType === 2 && Object.hasOwn(lists, field)) this.listed += (next - this.position) / lists[field];
      if (this.listed > MAX_LISTED)
        this.reject(`tensors of more than ${MAX_LISTED} numbers as raw_data`, 'lists of numbers');
      if (wireType === 2 && Object.hasOwn(fields, field))
        this.message(fields[field](), { start: this.position, end: next, depth: depth + 1 });
      this.position = next;
    }
  }

  /** Moves to where the field's bytes start, and returns where they end. */
  private endOfField(wireType: number, end: number): number {
    if (wireType === 0) {
      this.varint(end);
      return this.position;
    }
    const length = wireType === 1 ? 8 : wireType === 5 ? 4 : wireType === 2 ? this.varint(end) : NaN;
    if (Number.isNaN(length)) this.reject('one of the wire types 0, 1, 2 and 5', wireType);
    if (length > end - this.position) this.reject(`at most ${end - this.position} bytes in a field`, length);
    return this.position + length;
  }

  private varint(end: number): number {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      if (this.position >= end) this.reject('a whole number', 'the end of its message');
      const byte = this.bytes[this.position++];
      value += (byte & 127) * 2 ** (7 * shift);
      if (byte < 128) return value;
    }
    return this.reject('a number of at most 10 bytes', 'more');
  }

  private reject(expected: string, got: unknown): never {
    const where = `${this.file.name}: byte ${this.position}`;
    throw new BitplaneError('E_FILE', `${where}: expected ${expected}, got ${String(got)}; ${this.file.advice}`);
  }
}
