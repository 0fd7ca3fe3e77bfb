// Where the bytes of a .bpm file are: every one of them, from what the writer writes.
import { packedRowNbytes } from '../bits';
import type { Layer, Model } from '../graph';
import { HEADER_NBYTES, SECTION_ROW_NBYTES } from './constants';
import type { Section } from './records/layer-record';
import { modelParts, placeSections, type LayerSection } from './write';

/** Bytes of a layer's parameters. */
export interface LayerBytes {
  /** 1-bit weights, their masks and 8-bit weights. */
  readonly weights: number;
  readonly thresholds: number;
  /** Slopes, scales, offsets, zero points: what is computed in numbers. */
  readonly numbers: number;
  /** Zeros that fill rows of bits to whole 64-bit words: the price of channels that are no multiple of 64. */
  readonly padding: number;
}

export interface ModelBytes extends LayerBytes {
  readonly layers: readonly (LayerBytes & { readonly layer: Layer })[];
  /** Header and section table. */
  readonly header: number;
  /** The names of the model and its layers. */
  readonly names: number;
  /** What tensors and layers are, without their parameters. */
  readonly records: number;
  /** Zeros before sections, which start at multiples of 64. */
  readonly alignment: number;
  /** The sum of all these: the size of the file. */
  readonly file: number;
}

/** The bytes of the file that writeModel makes. Throws what writeModel throws. */
export function modelBytes(model: Model): ModelBytes {
  const { sections, parameters } = modelParts(model);
  const nbytesOf = (some: readonly Section[]): number => some.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const records = nbytesOf(sections.filter(({ type }) => type === 'tensors' || type === 'layers'));
  const names = nbytesOf(sections) - nbytesOf(parameters) - records;
  const layers = model.layers.map((layer) => ({
    layer,
    ...sumOf(parameters.filter((section) => section.layer === layer)),
  }));
  const header = HEADER_NBYTES + sections.length * SECTION_ROW_NBYTES;
  const file = placeSections(sections).nbytes;
  const alignment = file - header - nbytesOf(sections);
  return { ...sumOf(parameters), layers, header, names, records, alignment, file };
}

function sumOf(sections: readonly LayerSection[]): LayerBytes {
  const sum = { weights: 0, thresholds: 0, numbers: 0, padding: 0 };
  for (const section of sections) {
    const padding = paddingOf(section);
    sum[section.purpose] += section.bytes.length - padding;
    sum.padding += padding;
  }
  return sum;
}

function paddingOf({ bytes, columns }: LayerSection): number {
  if (columns === null) return 0;
  const rows = bytes.length / packedRowNbytes(columns);
  return bytes.length - Math.ceil((rows * columns) / 8);
}

/** From this share of a file on, padding is worth a word. */
const MUCH_PADDING = 0.1;

/** What to do about padding where it is much of the file: a line for each number of channels; empty where it is not. */
export function paddingAdvice(model: Model): string[] {
  const { padding, file } = modelBytes(model);
  if (padding < MUCH_PADDING * file) return [];
  const padded = modelParts(model).parameters.filter((section) => paddingOf(section) > 0);
  return [...new Set(padded.map(({ columns }) => columns!))].map((columns) => {
    const sections = padded.filter((section) => section.columns === columns);
    const nbytes = sections.reduce((sum, section) => sum + paddingOf(section), 0);
    const names = [...new Set(sections.map(({ layer }) => layer.name))];
    const which = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
    const stored = 8 * packedRowNbytes(columns);
    return (
      `padding: ${(nbytes / 1000).toFixed(1)} kB in ${which}: ${columns} channels are stored as ${stored} bits; ` +
      `up to ${stored} take the same bytes in these layers, so prefer multiples of 64`
    );
  });
}
