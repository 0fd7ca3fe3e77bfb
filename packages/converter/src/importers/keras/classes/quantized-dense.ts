import type { Int8Dense } from '@bitplane/model';
import { int8DenseLayer } from '../../lowering/int8-layers';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import { readBias } from './convolution';
import { readDenseShape } from './dense';

/** A classifier whose weights are rounded to 8 bits in every forward pass. */
export function importQuantizedDense(source: LayerSource): Int8Dense[] {
  source.require('kernel_bits', 8);
  const { units: filters, numInputs } = readDenseShape(source);
  const weights = toOhwi(source.weight('kernel', [numInputs, filters]), filters);
  return [int8DenseLayer({ name: source.name, filters, weights, bias: readBias(source, filters) }, source.input)];
}
