// Gives rectifiers that read a convolution's sums numbers to read.
import type { Affine, Layer, Model } from '@bitplane/model';

/**
 * A ReLU or PReLU that no threshold has replaced and that reads int32 sums, as after a convolution without bias, gets an affine layer with
 * neither scale nor offset before it: y = x, as a float. A .bpm file holds rectifiers of floats only.
 */
export function convertSums(model: Model): Model {
  const sums = new Set(
    model.layers.filter(({ kind }) => kind === 'binary-conv2d' || kind === 'int8-conv2d').map(({ name }) => name),
  );
  return { ...model, layers: model.layers.flatMap((layer) => (readsSums(layer, sums) ? convert(layer) : [layer])) };
}

const readsSums = ({ kind, inputs }: Layer, sums: ReadonlySet<string>): boolean =>
  (kind === 'prelu' || kind === 'relu') && sums.has(inputs[0]);

function convert(layer: Layer): [Affine, Layer] {
  const name = `${layer.name}/float`;
  const conversion: Affine = {
    kind: 'affine',
    name,
    inputs: layer.inputs,
    element: 'float64',
    scale: null,
    offset: null,
  };
  return [conversion, { ...layer, inputs: [name] }];
}
