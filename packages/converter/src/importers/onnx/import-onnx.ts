// Reads an ONNX file, with QONNX's quantizers or without, into a Model.
import { BitplaneError, type Model } from '@bitplane/model';
import { basename } from 'node:path';
import { EXAMPLE_OF_INPUT, imageTables, saysInput, type InputOptions } from '../input/image-tables';
import { readOnnxFile } from './file/read-model';
import { readGraph } from './graph/graph';
import { NodeWalk } from './graph/node-walk';
import { guessInput } from './guess-input';
import { readImage } from './image';
import { numbersOf } from './lower/numbers';
import { inFileOrder } from './lower/pick-channels';
import type { Opened } from './opened';
import { printable } from './printable';
import { channelOrder, viewDims } from './values/view';

export interface ImportedOnnx {
  readonly model: Model;
  readonly notes: readonly string[];
}

/**
 * The network in the float domain, NHWC, its image as bytes: the options say how these become the file's numbers.
 *
 * Throws E_MISSING_FILE, E_FILE for files that are no such model; E_LAYER for what has no counterpart here, E_SHAPE,
 * and E_VALUE for weights that are not finite, with the node's name; E_USAGE where neither file nor options say how
 * bytes become numbers.
 */
export function importOnnx(path: string, options: InputOptions): ImportedOnnx {
  const notes = new Set<string>();
  const note = (text: string): unknown => notes.add(text);
  const opened = openOnnx(path, options, note);
  const { graph } = opened;
  const walk = new NodeWalk({ ...opened, note });
  const output = walk.run();
  const scores = inFileOrder(walk.importingAtEnd(), output);
  const isRow = channelOrder(scores.view, scores.shape) !== null && scores.shape.height * scores.shape.width === 1;
  if (scores.pads !== null || !isRow) {
    const got = `[${viewDims(scores.view).join()}]; end the network with a dense layer or a global pooling`;
    const where = `${path}: output ${printable(graph.output)}`;
    throw new BitplaneError('E_LAYER', `${where}: expected a row of scores [N, classes], got ${got}`);
  }
  const { layer } = numbersOf(walk.importingAtEnd(), scores);
  const model = walk.layers.modelUpTo(layer, basename(path).replace(/\.onnx$/, ''));
  return { model: { ...model, arithmetic: 'float32' }, notes: [...notes] };
}

/** With what its input is for each byte. */
export type OpenedOnnx = Opened & { readonly tables: readonly Float32Array[] };

/** The file, what its input is for each byte, and nothing of its nodes. Throws as importOnnx does. */
export function openOnnx(path: string, options: InputOptions, note: (text: string) => void = () => {}): OpenedOnnx {
  const file = readOnnxFile(path);
  const graph = readGraph(file);
  const opened = { file, graph, image: readImage(path, graph.input, options) };
  return { ...opened, tables: readTables(opened, options, note) };
}

/** From the options; of a file that takes bytes these themselves; else from its input quantizer. */
function readTables(opened: Opened, options: InputOptions, note: (text: string) => void): readonly Float32Array[] {
  const { channels } = opened.image.shape;
  if (saysInput(options)) return imageTables(options, channels);
  if (opened.image.element === 'uint8') return imageTables({ input: 'u8' }, channels);
  const guessed = guessInput(opened);
  if (guessed === null) {
    const expected = 'expected --input to say how a byte becomes the number that the network was trained on';
    throw new BitplaneError('E_USAGE', `${opened.file.path}: ${expected}, got none; ${EXAMPLE_OF_INPUT}`);
  }
  const reason = "since the file's input quantizer then uses its whole range";
  note(`--input "${guessed}" is taken, ${reason}; give --input where that is wrong`);
  return imageTables({ input: guessed }, channels);
}
