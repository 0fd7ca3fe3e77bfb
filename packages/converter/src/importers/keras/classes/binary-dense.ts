import type { Layer } from '@bitplane/model';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import { binaryClassLayers } from './binary-operation';
import { readDenseShape } from './dense';

/** A convolution whose window is the whole image. */
export function importBinaryDense(source: LayerSource): Layer[] {
  const { units: filters, numInputs, window } = readDenseShape(source);
  const shape = [numInputs, filters];
  const kernel = { values: toOhwi(source.weight('kernel', shape), filters), filters, shape };
  const geometry = { filters, window, groups: 1 };
  return binaryClassLayers(source, { geometry, kernel, kernelRole: 'kernel_quantizer', padValue: 0 });
}
