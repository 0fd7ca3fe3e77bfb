// The sections of a .bpm file one by one, for those who look into files.
import { packedRowNbytes, unpackBits } from '../bits';
import type { Model } from '../graph';
import type { Section } from './records/layer-record';
import { numbersOf, type NumberType } from './typed-bytes';
import { modelParts, placeSections, type LayerSection } from './write';

export interface ListedSection extends Section {
  /** In the file. */
  readonly offset: number;
  /** The section as one of a layer's; null for what is not a layer's. */
  readonly parameter: LayerSection | null;
}

export interface SectionValues {
  /** [length], or [rows, columns] of signs. */
  readonly shape: readonly number[];
  /** Signs are +1 and −1. */
  readonly values: Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array;
}

/** In the order of the file that writeModel makes. Throws what writeModel throws. */
export function listSections(model: Model): ListedSection[] {
  const { sections, parameters } = modelParts(model);
  const { offsets } = placeSections(sections);
  return sections.map((section, index) => ({
    ...section,
    offset: offsets[index],
    parameter: parameters.find((parameter) => parameter === section) ?? null,
  }));
}

/** How files are spoken of by their arrays: the layer's name, and the section as docs/format.md counts the layer's. */
export const parameterName = ({ layer, slot }: LayerSection): string => `${layer.name}.${slot}`;

/** The numbers of a layer's section. */
export function sectionValues({ type, bytes, columns }: LayerSection): SectionValues {
  if (columns !== null) {
    const rows = bytes.length / packedRowNbytes(columns);
    return { shape: [rows, columns], values: Int8Array.from(unpackBits(bytes, columns), (bit) => 1 - 2 * bit) };
  }
  const values = numbersOf(type as NumberType, bytes);
  return { shape: [values.length], values };
}
