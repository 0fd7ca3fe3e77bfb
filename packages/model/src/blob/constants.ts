// The numbers of docs/format.md, as the C reader has them in runtime-c/src/format.h.
import type { ElementType } from '../tensor';

/** What the first 24 bytes of a file say. */
export interface FileFormat {
  readonly extension: string;
  readonly magic: readonly number[];
  /** The versions that are read, oldest first. */
  readonly versions: readonly number[];
}

export const MODEL_FORMAT: FileFormat = {
  extension: '.bpm',
  magic: [0x89, 0x42, 0x50, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a],
  versions: [2, 3],
};

export const GOLDEN_FORMAT: FileFormat = {
  extension: '.bpv',
  magic: [0x89, 0x42, 0x50, 0x56, 0x0d, 0x0a, 0x1a, 0x0a],
  versions: [1],
};

/** Kinds of layers up to this code are in version 2; files that hold others have version 3. */
const LAST_CODE_OF_VERSION_2 = 16;

/** The version of a file whose layers have these codes: the oldest that has them all. */
export const modelVersion = (codes: readonly number[]): number =>
  codes.every((code) => code <= LAST_CODE_OF_VERSION_2) ? 2 : 3;

export const HEADER_NBYTES = 64;
export const VERSION_OFFSET = 8;
export const CHECKSUM_OFFSET = 12;
export const SIZE_OFFSET = 16;

/** Sections, and tensors in golden vectors, start at multiples of this. */
export const ALIGNMENT = 64;
export const align = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/** Stands for a section or an input that is not there. */
export const ABSENT = 0xffffffff;

export const SECTION_ROW_NBYTES = 24;
export const TENSOR_ROW_NBYTES = 16;
export const LAYER_RECORD_NUMBERS = 32;
/** A build of the C library for a small machine may take fewer. */
export const MAX_LAYERS = 1023;
/** Names overlap where one is the end of another: without a limit a small file could hold gigabytes of them. */
export const MAX_NAME_NBYTES = 1023;
/**
 * The sections that layers refer to have this many times the file's bytes at most: layers may share one, but each gets
 * a copy.
 */
export const MAX_COPIES = 2;
export const NUM_ATTRIBUTES = 16;
export const NUM_LAYER_SECTIONS = 10;

export const SECTION_CODES = {
  strings: 1,
  tensors: 2,
  layers: 3,
  uint8: 4,
  int8: 5,
  int16: 6,
  int32: 7,
  float32: 8,
  bits: 9,
} as const;

export type SectionType = keyof typeof SECTION_CODES;

/** The first three sections, in order; all others are parameters. */
export const FIXED_SECTIONS: readonly SectionType[] = ['strings', 'tensors', 'layers'];

/** float64 is missing: no file holds it. */
export const ELEMENT_CODES = { uint8: 0, bits: 1, int32: 2, float32: 3 } as const satisfies Partial<
  Record<ElementType, number>
>;

export type StoredElement = keyof typeof ELEMENT_CODES;

export const elementWithCode = (code: number): StoredElement | undefined =>
  (Object.keys(ELEMENT_CODES) as StoredElement[]).find((element) => ELEMENT_CODES[element] === code);
