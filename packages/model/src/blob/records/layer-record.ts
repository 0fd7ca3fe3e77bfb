// How a .bpm file stores one layer, and what the record of its kind defines.
import { hasZeroPadding, packBits, packedRowNbytes, unpackBits } from '../../bits';
import type { LayerBase } from '../../layers/layer-kind';
import type { Window } from '../../layers/window';
import type { ElementType, TensorType } from '../../tensor';
import type { SectionType } from '../constants';
import { fileError } from '../envelope';
import { bytesOf, numberNbytes, numbersOf, type NumbersOf, type NumberType } from '../typed-bytes';

/** One array of parameters. */
export interface Section {
  readonly type: SectionType;
  readonly bytes: Uint8Array;
}

/** What a section's bytes are for, in an account of a file. */
export type Purpose = 'weights' | 'thresholds' | 'numbers';

/** A section as it is written, with what an account of the file wants to know. */
export interface ParameterSection extends Section {
  readonly purpose: Purpose;
  /** Bits of a row, which is padded to whole words; null where there are no rows of bits. */
  readonly columns: number | null;
}

/** A section as it was read, with where it was found. */
export interface FoundSection extends Section {
  readonly offset: number;
}

export interface LayerRecord<StoredSection extends Section = ParameterSection> {
  /** Up to 16 numbers; the rest is 0. */
  readonly attributes: readonly number[];
  /** Up to 10; null and the rest are absent. */
  readonly sections: readonly (StoredSection | null)[];
}

/** A record as it was read, with where it was found. */
export interface StoredLayer extends LayerRecord<FoundSection> {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly inputType: TensorType;
  /** As the file says; read.ts compares it with what follows from the layers. */
  readonly outputType: TensorType;
  readonly fileName: string;
  readonly offset: number;
}

/** What each kind that a file can hold answers. */
export interface RecordFormat<Layer extends LayerBase> {
  readonly kind: Layer['kind'];
  readonly code: number;
  /** What each input may hold and what the layer makes of it in a file: a runtime has no float64. */
  readonly inputs: readonly ElementType[];
  readonly outputs: readonly ElementType[];
  encode(layer: Layer, input: TensorType): LayerRecord;
  /** Throws E_FILE if a section is missing, or its type or size is not that of the attributes. */
  decode(stored: StoredLayer): Layer;
}

export const numbersSection = <Type extends NumberType>(
  purpose: Purpose,
  type: Type,
  array: NumbersOf<Type>,
): ParameterSection => ({ purpose, type, bytes: bytesOf(array), columns: null });

/** bits: [rows, columns] */
export const bitsSection = (purpose: Purpose, bits: Uint8Array, columns: number): ParameterSection => ({
  purpose,
  type: 'bits',
  bytes: packBits(bits, columns),
  columns,
});

export interface NumbersWanted<Type extends NumberType> {
  readonly type: Type;
  readonly length: number;
}

/** The numbers of the layer's section `slot`. */
export function numbersIn<Type extends NumberType>(
  stored: StoredLayer,
  slot: number,
  { type, length }: NumbersWanted<Type>,
): NumbersOf<Type> {
  return numbersOf(type, requireSection(stored, slot, { type, nbytes: length * numberNbytes(type) }).bytes);
}

/**
 * The signs of the layer's section `slot`: [rows, columns], one byte each. Throws E_FILE also for a set padding bit.
 */
export function bitsIn(stored: StoredLayer, slot: number, rows: number, columns: number): Uint8Array {
  const { bytes, offset } = requireSection(stored, slot, { type: 'bits', nbytes: rows * packedRowNbytes(columns) });
  if (hasZeroPadding(bytes, columns)) return unpackBits(bytes, columns);
  const reason = `expected zeros after bit ${columns} of each row of layer '${stored.name}', got others`;
  throw fileError(stored.fileName, offset, reason);
}

function requireSection(
  stored: StoredLayer,
  slot: number,
  wanted: { type: SectionType; nbytes: number },
): FoundSection {
  const section = stored.sections[slot];
  const expected = `expected section ${slot} of layer '${stored.name}' to be ${wanted.nbytes} bytes of ${wanted.type}`;
  if (!section) throw fileError(stored.fileName, stored.offset, `${expected}, got none`);
  if (section.type !== wanted.type || section.bytes.length !== wanted.nbytes) {
    throw fileError(stored.fileName, section.offset, `${expected}, got ${section.bytes.length} of ${section.type}`);
  }
  return section;
}

/** Attributes 0 to 9. */
export const windowAttributes = ({ size, stride, dilation, padding }: Window): number[] => [
  ...size,
  ...stride,
  ...dilation,
  padding.top,
  padding.left,
  padding.bottom,
  padding.right,
];

export function windowIn({ attributes }: StoredLayer): Window {
  const [rows, columns, strideRows, strideColumns, dilationRows, dilationColumns, top, left, bottom, right] =
    attributes;
  return {
    size: [rows, columns],
    stride: [strideRows, strideColumns],
    dilation: [dilationRows, dilationColumns],
    padding: { top, left, bottom, right },
  };
}

/** What all convolutions have, and the form of their weights: a row of bits or numbers for each filter and tap. */
export interface StoredConvolution {
  readonly geometry: { readonly filters: number; readonly window: Window; readonly groups: number };
  readonly numRows: number;
  /** Numbers in a row. */
  readonly groupChannels: number;
}

/** The window stands at attributes 0 to 9, the number of groups at 10. Throws what groupChannelsIn throws. */
export function convolutionIn(stored: StoredLayer): StoredConvolution {
  const window = windowIn(stored);
  const filters = stored.outputType.channels;
  return {
    geometry: { filters, window, groups: stored.attributes[10] },
    numRows: filters * window.size[0] * window.size[1],
    groupChannels: groupChannelsIn(stored),
  };
}

/** Input channels of each group. Throws E_FILE if the number of groups does not divide the channels. */
function groupChannelsIn({ attributes, inputType, fileName, name, offset }: StoredLayer): number {
  const groups = attributes[10];
  const groupChannels = inputType.channels / groups;
  if (Number.isInteger(groupChannels)) return groupChannels;
  const reason = `expected the groups of layer '${name}' to divide its ${inputType.channels} channels, got ${groups}`;
  throw fileError(fileName, offset, reason);
}
