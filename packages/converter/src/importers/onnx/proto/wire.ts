// A walk over a protobuf file that makes nothing: whether decoding it stays within bounds, whatever its lengths claim.
import { BitplaneError } from '@bitplane/model';

/** Field number → the message that the field holds, for those in which ONNX's messages are nested. */
interface Message {
  readonly fields: Readonly<Record<number, () => Message>>;
  /** Numbers of fields that list numbers, with the bytes that one takes at least. */
  readonly lists?: Readonly<Record<number, number>>;
}

const LEAF: Message = { fields: {} };
const TENSOR: Message = { fields: { 13: () => LEAF, 16: () => LEAF }, lists: { 1: 1, 4: 4, 5: 1, 7: 1, 10: 8, 11: 1 } };
const SPARSE_TENSOR: Message = { fields: { 1: () => TENSOR, 2: () => TENSOR }, lists: { 3: 1 } };
const SHAPE: Message = { fields: { 1: () => LEAF } };
const TYPE_OF_ELEMENTS: Message = { fields: { 1: () => TYPE, 2: () => TYPE } };
const TYPE: Message = {
  fields: {
    1: () => ({ fields: { 2: () => SHAPE } }),
    4: () => TYPE_OF_ELEMENTS,
    5: () => TYPE_OF_ELEMENTS,
    8: () => ({ fields: { 2: () => SHAPE } }),
    9: () => TYPE_OF_ELEMENTS,
  },
};
const VALUE_INFO: Message = { fields: { 2: () => TYPE, 4: () => LEAF } };
const ATTRIBUTE: Message = {
  fields: {
    ...{ 5: () => TENSOR, 6: () => GRAPH, 10: () => TENSOR, 11: () => GRAPH },
    ...{ 14: () => TYPE, 15: () => TYPE, 22: () => SPARSE_TENSOR, 23: () => SPARSE_TENSOR },
  },
  lists: { 7: 4, 8: 1 },
};
const NODE: Message = { fields: { 5: () => ATTRIBUTE, 9: () => LEAF, 10: () => LEAF } };
const GRAPH: Message = {
  fields: {
    ...{ 1: () => NODE, 5: () => TENSOR, 11: () => VALUE_INFO, 12: () => VALUE_INFO, 13: () => VALUE_INFO },
    ...{ 14: () => ({ fields: { 2: () => LEAF } }), 15: () => SPARSE_TENSOR, 16: () => LEAF },
  },
};
const FUNCTION: Message = { fields: { 7: () => NODE, 9: () => LEAF, 11: () => ATTRIBUTE, 12: () => VALUE_INFO } };
const MODEL: Message = {
  fields: {
    ...{ 7: () => GRAPH, 8: () => LEAF, 14: () => LEAF, 25: () => FUNCTION, 26: () => LEAF },
    20: () => ({ fields: { 1: () => GRAPH, 2: () => GRAPH } }),
  },
};

/** Far more than any network has: a large one takes some ten thousand. */
const MAX_FIELDS = 2 ** 20;
/** Numbers in lists, which take eight bytes each once they are read; large tensors are raw data. */
const MAX_LISTED = 2 ** 24;
const MAX_DEPTH = 24;

/**
 * Throws E_FILE for bytes that are no protobuf message, and for one that would take too much memory or too deep a
 * stack.
 */
export function requireBoundedModel(file: string, bytes: Uint8Array): void {
  new Walk(file, bytes).message(MODEL, { start: 0, end: bytes.length, depth: 0 });
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
    private readonly file: string,
    private readonly bytes: Uint8Array,
  ) {}

  message({ fields, lists = {} }: Message, { start, end, depth }: Extent): void {
    if (depth > MAX_DEPTH) this.reject(`messages nested at most ${MAX_DEPTH} deep`, 'more');
    this.position = start;
    while (this.position < end) {
      if (++this.fields > MAX_FIELDS) this.reject(`at most ${MAX_FIELDS} fields`, 'more');
      const tag = this.varint(end);
      const [field, wireType] = [Math.floor(tag / 8), tag % 8];
      if (field === 0) this.reject('a field of ONNX', 'field 0');
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
    const where = `${this.file}: byte ${this.position}`;
    const next = 'the file is damaged or no ONNX model: export it again';
    throw new BitplaneError('E_FILE', `${where}: expected ${expected}, got ${String(got)}; ${next}`);
  }
}
