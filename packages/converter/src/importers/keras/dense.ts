// What the two dense classes have in common.
import { wholeWindow, type Window } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

export interface DenseShape {
  readonly units: number;
  readonly numInputs: number;
  /** All rows and columns of what it reads. */
  readonly window: Window;
}

/** A dense layer reads an image flattened row by row: its kernel [inputs, units] is one of [rows, columns, channels, units]. */
export function readDenseShape(source: LayerSource): DenseShape {
  source.demand('activation', null, 'linear');
  const shape = source.flatShape;
  const numInputs = shape.height * shape.width * shape.channels;
  return { units: source.positiveInteger('units'), numInputs, window: wholeWindow(shape) };
}
