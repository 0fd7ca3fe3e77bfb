import { quantizeInt8, type Int8Dense } from '@bitplane/model';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import { readBias } from './convolution';
import { readDenseShape } from './dense';

/** A classifier whose weights are rounded to 8 bits in every forward pass: y = scale·Σ q·x + bias. */
export function importQuantizedDense(source: LayerSource): Int8Dense[] {
  source.demand('kernel_bits', 8);
  const { units, numInputs } = readDenseShape(source);
  const { values, scales } = quantizeInt8(toOhwi(source.weight('kernel', [numInputs, units]), units), units);
  return [
    {
      kind: 'int8-dense',
      name: source.name,
      inputs: [source.input],
      element: 'float64',
      filters: units,
      weights: values,
      scale: Float64Array.from(scales),
      offset: readBias(source, units),
    },
  ];
}
