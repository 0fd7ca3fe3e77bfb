// A .bpm file as a Model, every number checked in the order of docs/format.md section 1.
import { INPUT, type Layer, type Model } from '../graph';
import { inferTypes } from '../interpreter';
import { describeType, numElements, type TensorType } from '../tensor';
import {
  ABSENT,
  elementWithCode,
  LAYER_RECORD_NUMBERS,
  MAX_COPIES,
  MAX_LAYERS,
  MODEL_FORMAT,
  modelVersion,
  NUM_ATTRIBUTES,
  TENSOR_ROW_NBYTES,
  VERSION_OFFSET,
} from './constants';
import { readClassNames } from './class-names';
import { fileError, openEnvelope, viewOf } from './envelope';
import { nameAt } from './names';
import { elementComplaint, recordWithCode } from './records';
import type { FoundSection, LayerRecord, StoredLayer } from './records/layer-record';
import { requireZeros, readSections } from './section-table';

const RECORD_NBYTES = 4 * LAYER_RECORD_NUMBERS;
const RESERVED = { start: 40, end: 64 };

interface OpenFile {
  readonly fileName: string;
  readonly sections: readonly FoundSection[];
  readonly tensors: readonly TensorType[];
  /** Bytes in the file. */
  readonly nbytes: number;
  /** Numbers of the sections that layers refer to; grows as they are read. */
  readonly referred: Set<number>;
  /** Of all their references to sections so far. */
  parametersNbytes: number;
}

/**
 * The model in a file; `fileName` is used in messages. Throws E_FILE with offset and reason, E_CHECKSUM, and what
 * inferTypes throws for layers that a sound file spells out but that cannot be.
 */
export function readModel(bytes: Uint8Array, fileName = 'model'): Model {
  // A Buffer's slice shares memory; a plain Uint8Array's copies.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = openEnvelope(file, MODEL_FORMAT, fileName);
  requireZeros(file, RESERVED.start, RESERVED.end, fileName);
  const numberAt = (offset: number) => header.getUint32(offset, true);
  const sections = readSections(file, numberAt(24), fileName);
  const tensors = readTensors(sections[1], numberAt(28), fileName);
  const open = { fileName, sections, tensors, nbytes: file.length, referred: new Set<number>(), parametersNbytes: 0 };
  const name = nameAt(sections[0].bytes, numberAt(36), { fileName, offset: 36 });
  const { height, width, channels } = tensors[0];
  const layers = readLayers(open, numberAt(32));
  const classes = readClasses(open);
  const model = { name, input: { height, width, channels }, ...(classes === null ? {} : { classes }), layers };
  requireSameTypes(model, open);
  requireOldestVersion(numberAt(VERSION_OFFSET), open);
  return model;
}

/** The names in the last section, where no layer refers to it. */
function readClasses({ sections, tensors, referred, fileName }: OpenFile): string[] | null {
  if (referred.has(sections.length - 1)) return null;
  return readClassNames(sections[sections.length - 1], numElements(tensors[tensors.length - 1]), fileName);
}

function readTensors({ bytes, offset }: FoundSection, numTensors: number, fileName: string): TensorType[] {
  if (numTensors < 2 || bytes.length !== numTensors * TENSOR_ROW_NBYTES) {
    throw fileError(fileName, offset, `expected ${numTensors} tensors, 2 or more, got ${bytes.length} bytes of them`);
  }
  const view = viewOf(bytes);
  return Array.from({ length: numTensors }, (_, k) => {
    const [code, height, width, channels] = [0, 4, 8, 12].map((at) => view.getUint32(k * TENSOR_ROW_NBYTES + at, true));
    const element = elementWithCode(code);
    if (element !== undefined) return { element, height, width, channels };
    throw fileError(fileName, offset + k * TENSOR_ROW_NBYTES, `expected an element type of 0 to 3, got ${code}`);
  });
}

function readLayers(open: OpenFile, numLayers: number): Layer[] {
  const { bytes, offset } = open.sections[2];
  if (numLayers !== open.tensors.length - 1 || bytes.length !== numLayers * RECORD_NBYTES) {
    const expected = `expected ${open.tensors.length - 1} layers of ${RECORD_NBYTES} bytes`;
    throw fileError(open.fileName, offset, `${expected}, got ${numLayers} in ${bytes.length} bytes`);
  }
  if (numLayers > MAX_LAYERS)
    throw fileError(open.fileName, offset, `expected at most ${MAX_LAYERS} layers, got ${numLayers}`);
  const names = [INPUT];
  return Array.from({ length: numLayers }, (_, k) => {
    const layer = readLayer(open, k, names);
    names.push(layer.name);
    return layer;
  });
}

function readLayer(open: OpenFile, index: number, names: readonly string[]): Layer {
  const { fileName, sections, tensors } = open;
  const offset = sections[2].offset + index * RECORD_NBYTES;
  const view = viewOf(sections[2].bytes.subarray(index * RECORD_NBYTES));
  const numbers = Array.from({ length: LAYER_RECORD_NUMBERS }, (_, k) => view.getUint32(4 * k, true));
  const format = recordWithCode(numbers[0]);
  if (format === undefined) throw fileError(fileName, offset, `expected a known kind of layer, got code ${numbers[0]}`);

  const name = nameAt(sections[0].bytes, numbers[1], { fileName, offset: offset + 4 });
  const inputs = inputTensors(numbers, index + 1);
  if (inputs === undefined || numbers[5] !== index + 1) {
    const reason = `expected layer '${name}' to read earlier tensors and make tensor ${index + 1}, got ${numbers.slice(2, 6).join(', ')}`;
    throw fileError(fileName, offset + 8, reason);
  }
  const complaint = elementComplaint(
    format,
    inputs.map((tensor) => tensors[tensor]),
    tensors[index + 1],
  );
  if (complaint !== null) {
    throw fileError(fileName, offset, `expected layer '${name}' (${format.kind}) to be ${complaint}`);
  }
  const stored: StoredLayer = {
    name,
    inputs: inputs.map((tensor) => names[tensor]),
    inputType: tensors[inputs[0]],
    outputType: tensors[index + 1],
    attributes: numbers.slice(6, 6 + NUM_ATTRIBUTES),
    sections: numbers.slice(6 + NUM_ATTRIBUTES).map((section) => parameterSection(open, section, offset)),
    fileName,
    offset,
  };
  const layer = format.decode(stored);
  requireSameRecord(stored, format.encode(layer, stored.inputType));
  return layer;
}

/** The layer's inputs, or nothing if their number or one of them cannot be. */
function inputTensors([, , numInputs, first, second]: readonly number[], output: number): number[] | undefined {
  if (numInputs === 1) return first < output && second === ABSENT ? [first] : undefined;
  return numInputs === 2 && first < output && second < output ? [first, second] : undefined;
}

function parameterSection(open: OpenFile, index: number, offset: number): FoundSection | null {
  if (index === ABSENT) return null;
  const { sections, referred, fileName } = open;
  referred.add(index);
  if (index < 3 || index >= sections.length) {
    const reason = `expected parameters in a section from 3 to ${sections.length - 1}, got ${index}`;
    throw fileError(fileName, offset, reason);
  }
  open.parametersNbytes += sections[index].bytes.length;
  if (open.parametersNbytes <= MAX_COPIES * open.nbytes) return sections[index];
  const expected = `expected layers to share sections so that their arrays have at most ${MAX_COPIES * open.nbytes} bytes`;
  throw fileError(fileName, offset, `${expected}, got more`);
}

/** What a layer does not use is 0 or absent, as it would be written. */
function requireSameRecord({ name, fileName, offset, attributes, sections }: StoredLayer, again: LayerRecord): void {
  const attribute = attributes.findIndex((value, k) => value !== (again.attributes[k] ?? 0));
  if (attribute >= 0) {
    const reason = `expected attribute ${attribute} of layer '${name}' to be ${again.attributes[attribute] ?? 0}`;
    throw fileError(fileName, offset + 4 * (6 + attribute), `${reason}, got ${attributes[attribute]}`);
  }
  const slot = sections.findIndex((section, k) => section !== null && !again.sections[k]);
  if (slot >= 0) {
    const reason = `expected section ${slot} of layer '${name}' to be absent`;
    throw fileError(fileName, offset + 4 * (6 + NUM_ATTRIBUTES + slot), `${reason}, got ${sections[slot]?.type}`);
  }
}

function requireSameTypes(model: Model, { tensors, sections, fileName }: OpenFile): void {
  [...inferTypes(model)].forEach(([name, expected], k) => {
    const row = describeType(tensors[k]);
    if (row === describeType(expected)) return;
    const offset = sections[1].offset + k * TENSOR_ROW_NBYTES;
    throw fileError(fileName, offset, `expected tensor '${name}' to be ${describeType(expected)}, got ${row}`);
  });
}

/**
 * A file with one kind of a later version is not of an earlier one, and one without any is: writing it again gives the
 * same bytes.
 */
function requireOldestVersion(version: number, { sections, fileName }: OpenFile): void {
  const records = viewOf(sections[2].bytes);
  const numLayers = records.byteLength / RECORD_NBYTES;
  const oldest = modelVersion(Array.from({ length: numLayers }, (_, k) => records.getUint32(k * RECORD_NBYTES, true)));
  if (version === oldest) return;
  const reason = `expected version ${oldest}, the first that has all kinds of its layers, got ${version}`;
  throw fileError(fileName, VERSION_OFFSET, reason);
}
