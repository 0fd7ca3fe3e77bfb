// The sections of a .bpm file one by one, for those who look into files.
import { packedRowNbytes, unpackBits } from '../bits';
import type { Layer, Model } from '../graph';
import type { SectionType } from './constants';
import { numbersOf, type NumberType } from './typed-bytes';
import { modelParts, placeSections, type LayerSection } from './write';

export interface ListedSection {
  readonly type: SectionType;
  /** In the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Whose parameters it holds; null for what is not a layer's. */
  readonly layer: Layer | null;
  /** Which of the layer's sections it is, as docs/format.md counts them; null as above. */
  readonly slot: number | null;
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
  const owners = new Map<unknown, LayerSection>(parameters.map((section) => [section, section]));
  return sections.map((section, index) => {
    const { layer = null, slot = null } = owners.get(section) ?? {};
    return { type: section.type, offset: offsets[index], bytes: section.bytes, layer, slot };
  });
}

/** The numbers of a layer's section. Throws what writeModel throws. */
export function sectionValues(model: Model, layer: Layer, slot: number): SectionValues | null {
  const section = modelParts(model).parameters.find((one) => one.layer === layer && one.slot === slot);
  if (section === undefined) return null;
  const { type, bytes, columns } = section;
  if (columns !== null) {
    const rows = bytes.length / packedRowNbytes(columns);
    return { shape: [rows, columns], values: Int8Array.from(unpackBits(bytes, columns), (bit) => 1 - 2 * bit) };
  }
  const values = numbersOf(type as NumberType, bytes);
  return { shape: [values.length], values };
}
