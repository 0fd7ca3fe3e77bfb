// What the two dense classes have in common.
import { wholeWindow, type Window } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

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
