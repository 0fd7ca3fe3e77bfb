// A Model as the bytes of a .bpm file (docs/format.md section 1).
import { BitplaneError } from '../errors';
import { INPUT, type Layer, type Model } from '../graph';
import { requireAllRead, inferTypes } from '../interpreter';
import type { TensorType } from '../tensor';
import {
  ABSENT,
  align,
  ELEMENT_CODES,
  HEADER_NBYTES,
  LAYER_RECORD_NUMBERS,
  MAX_LAYERS,
  MODEL_FORMAT,
  modelVersion,
  NUM_ATTRIBUTES,
  SECTION_CODES,
  SECTION_ROW_NBYTES,
  VERSION_OFFSET,
  type StoredElement,
} from './constants';
import { classSection } from './class-names';
import { seal, viewOf } from './envelope';
import { littleEndian } from './little-endian';
import { encodeNames } from './names';
import { recordOf } from './records';
import type { ParameterSection, Section } from './records/layer-record';

/** What a file is made of. */
export interface ModelParts {
  /** All of them, in their order. */
  readonly sections: readonly Section[];
  /** Those of them that are a layer's. */
  readonly parameters: readonly LayerSection[];
  /** Four numbers of the header: sections, tensors, layers, the model's name. */
  readonly counts: readonly number[];
  readonly version: number;
}

export interface LayerSection extends ParameterSection {
  readonly layer: Layer;
  /** Which of the layer's sections it is, as docs/format.md counts them. */
  readonly slot: number;
}

/**
 * The file of a model whose passes are done. Throws E_LAYER, with the layer's name, for a kind or an element type that
 * files do not hold or an output that nobody reads, for too many layers and what inferTypes and encodeNames throw.
 */
export function writeModel(model: Model): Uint8Array {
  const { sections, counts, version } = modelParts(model);
  const file = layOut(sections, counts);
  viewOf(file).setUint32(VERSION_OFFSET, version, true);
  return seal(file, MODEL_FORMAT);
}

/** Throws what writeModel throws. */
export function modelParts(model: Model): ModelParts {
  const types = inferTypes(model);
  requireAllRead(model);
  requireFewLayers(model);
  const names = encodeNames([model.name, ...model.layers.map((layer) => layer.name)]);
  const parameters: LayerSection[] = [];
  const records = layerRecords(model, { types, nameOffsets: names.offsets, parameters });
  const tensors = [...types.values()].flatMap(tensorRow);
  const sections: Section[] = [
    { type: 'strings', bytes: names.bytes },
    { type: 'tensors', bytes: littleEndian(tensors) },
    { type: 'layers', bytes: littleEndian(records.flat()) },
    ...parameters,
    ...classSection(model, types),
  ];
  const counts = [sections.length, types.size, model.layers.length, names.offsets[0]];
  const version = modelVersion(records.map(([code]) => code));
  return { sections, parameters, counts, version };
}

function requireFewLayers({ name, layers }: Model): void {
  if (layers.length <= MAX_LAYERS) return;
  throw new BitplaneError('E_LAYER', `model '${name}': expected at most ${MAX_LAYERS} layers, got ${layers.length}`);
}

interface FileParts {
  readonly types: ReadonlyMap<string, TensorType>;
  readonly nameOffsets: readonly number[];
  /** Grows by the sections of each layer. */
  readonly parameters: LayerSection[];
}

function layerRecords({ layers }: Model, { types, nameOffsets, parameters }: FileParts): number[][] {
  const tensorOf = [INPUT, ...layers.map((layer) => layer.name)];
  const numFixed = 3;
  return layers.map((layer, index) => {
    const inputTypes = layer.inputs.map((name) => types.get(name)!);
    const format = recordOf(layer, inputTypes, types.get(layer.name)!);
    const { attributes, sections } = format.encode(layer, inputTypes[0]);
    const record = new Array<number>(LAYER_RECORD_NUMBERS).fill(ABSENT);
    const inputs = layer.inputs.map((name) => tensorOf.indexOf(name));
    record.splice(0, 3, format.code, nameOffsets[index + 1], inputs.length);
    record.splice(3, inputs.length, ...inputs);
    record[5] = index + 1;
    record.fill(0, 6, 6 + NUM_ATTRIBUTES);
    record.splice(6, attributes.length, ...attributes);
    sections.forEach((section, slot) => {
      if (section === null) return;
      record[6 + NUM_ATTRIBUTES + slot] = numFixed + parameters.length;
      parameters.push({ ...section, layer, slot });
    });
    return record;
  });
}

const tensorRow = ({ element, height, width, channels }: TensorType): number[] => [
  ELEMENT_CODES[element as StoredElement],
  height,
  width,
  channels,
];

/** Header (but for its first 24 bytes), section table and sections in place. */
function layOut(sections: readonly Section[], counts: readonly number[]): Uint8Array {
  const { offsets, nbytes } = placeSections(sections);
  const file = new Uint8Array(nbytes);
  const view = viewOf(file);
  file.set(littleEndian(counts), 24);
  sections.forEach(({ type, bytes }, k) => {
    const row = HEADER_NBYTES + k * SECTION_ROW_NBYTES;
    view.setUint32(row, SECTION_CODES[type], true);
    view.setBigUint64(row + 8, BigInt(offsets[k]), true);
    view.setBigUint64(row + 16, BigInt(bytes.length), true);
    file.set(bytes, offsets[k]);
  });
  return file;
}

/** Where each section starts, and how long that makes the file. */
export function placeSections(sections: readonly Section[]): { offsets: number[]; nbytes: number } {
  const offsets: number[] = [];
  let nbytes = HEADER_NBYTES + sections.length * SECTION_ROW_NBYTES;
  for (const { bytes } of sections) {
    offsets.push(align(nbytes));
    nbytes = align(nbytes) + bytes.length;
  }
  return { offsets, nbytes };
}
