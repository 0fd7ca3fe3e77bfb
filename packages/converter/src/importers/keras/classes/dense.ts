// What the dense classes have in common.
import { wholeWindow, type Window } from '@bitplane/model';
import type { Geometry } from '../../lowering/geometry';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import type { Kernel } from '../quantizers/kernel-planes';
import { ONE_PIXEL } from './convolution';

/** What readDenseShape and readBias read. */
export const DENSE_KEYS: readonly string[] = ['units', 'activation', 'use_bias'];

export interface DenseShape {
  readonly units: number;
  readonly numInputs: number;
  /** All rows and columns of what it reads. */
  readonly window: Window;
}

/**
 * A dense layer reads an image flattened row by row: its kernel [inputs, units] is one of [rows, columns, channels,
 * units].
 */
export function readDenseShape(source: LayerSource): DenseShape {
  const shape = source.flatShape;
  const numInputs = shape.height * shape.width * shape.channels;
  return { units: source.positiveInteger('units'), numInputs, window: wholeWindow(shape) };
}

/** A dense layer of Keras reads an image that was not flattened pixel by pixel. */
export function readPixelwiseDense(source: LayerSource): { geometry: Geometry; kernel: Kernel } {
  const filters = source.positiveInteger('units');
  const { isFlat, height, width, channels } = source.tensor;
  const numInputs = isFlat ? height * width * channels : channels;
  const shape = [numInputs, filters];
  const kernel = { values: toOhwi(source.weight('kernel', shape), filters), filters, shape };
  const window = isFlat ? wholeWindow(source.tensor) : ONE_PIXEL;
  return { geometry: { filters, window, groups: 1 }, kernel };
}
