// Runs an exported network on the user's own images and writes its scores where Python can read them.
import { join } from 'node:path';
import { readWhole, requireHostProgram, writeTogether } from '@bitplane/cli';
import { BitplaneError, readModel, run, type Model, type TensorOf } from '@bitplane/model';
import { describeDifference, firstOtherBits } from '../verify/differences';
import { launch } from '../verify/machines';
import { runOnImages } from '../verify/program';
import { imagesOf, type Layout } from './images';
import { LayerArrays } from './layer-arrays';
import { joined, npyBytes, readUint8Npy } from './npy';

export interface RunOptions {
  /** A .bpm file. */
  readonly model: string;
  /** A .npy file of uint8 images. */
  readonly images: string;
  readonly layout: Layout;
  /** The .npy file of the scores, float32 [N, classes]. */
  readonly out: string;
  /** Without the C program. */
  readonly interpreter?: boolean;
  /** A folder for every layer's output. */
  readonly layers?: string;
  readonly print: (line: string) => void;
}

/**
 * Writes the scores that the C program computes, or the interpreter. Layers are the interpreter's, since the C program
 * keeps only what later layers read; its scores must then have the interpreter's bits. Writes all files or none. Throws
 * E_MISSING_FILE, E_FILE, E_SHAPE, and E_MISMATCH if the two differ.
 */
export function runModel(options: RunOptions): void {
  const model = readModel(readWhole(options.model), options.model);
  const images = imagesOf(readUint8Npy(options.images), options.layout, model.input, options.images);
  const files = new Map<string, Uint8Array>();
  const layers = options.layers === undefined ? null : new LayerArrays();
  const interpreted = options.interpreter || layers !== null ? interpret(model, images, layers) : null;
  const computed = options.interpreter
    ? null
    : runOnImages(launch(requireHostProgram()), options.model, images, 'chosen');
  if (interpreted !== null && computed !== null) requireEqual(model, interpreted, computed);
  const scores = computed ?? interpreted!;
  files.set(options.out, npyBytes(joined(scores), [images.length, scores[0].length]));
  for (const [name, bytes] of layers?.files() ?? []) files.set(join(options.layers!, name), bytes);
  writeTogether(files);
  const by = computed === null ? 'the interpreter' : 'the C program';
  options.print(`${images.length} image${images.length === 1 ? '' : 's'} by ${by} → ${options.out}`);
  if (options.layers !== undefined) options.print(`${files.size - 1} layers → ${options.layers}`);
}

const lastOf = ({ layers }: Model): string => layers[layers.length - 1].name;

/** layers: takes every layer's output; null where nobody wants them, since those of many images are large. */
const interpret = (model: Model, images: readonly TensorOf<'uint8'>[], layers: LayerArrays | null): Float32Array[] =>
  images.map((image) => Float32Array.from(run(model, image, (layer, output) => layers?.add(layer.name, output)).data));

function requireEqual(model: Model, expected: readonly Float32Array[], computed: readonly Float32Array[]): void {
  for (const [image, scores] of expected.entries()) {
    const got = computed[image] ?? new Float32Array();
    const index = firstOtherBits(scores, got);
    if (index < 0) continue;
    const there = { image, layer: lastOf(model), index, expected: scores[index], got: got[index] };
    const advice = 'run npx nx run converter:verify on the export, or take --interpreter';
    throw new BitplaneError('E_MISMATCH', `the C program differs: ${describeDifference(there)}; ${advice}`);
  }
}
