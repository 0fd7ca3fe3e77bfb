import type { BinaryConv2D, Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { biasLayer, readBias, readGeometry, readKernel } from './convolution';

/** Quantizers whose forward pass is the plain sign; they differ in their gradient only. */
const SIGNS = ['sign', 'approx-sign', 'swish-sign'];

/** sign → convolution of signs → bias. */
export function importBinaryConv2D(source: LayerSource): Layer[] {
  source.demand('input_quantizer', ...SIGNS);
  source.demand('kernel_quantizer', ...SIGNS);
  const geometry = readGeometry(source);
  const bias = readBias(source, geometry);
  const signs = `${source.name}/input`;
  const sums = bias === null ? source.name : `${source.name}/sums`;
  const convolution: BinaryConv2D = {
    kind: 'binary-conv2d',
    name: sums,
    inputs: [signs],
    ...geometry,
    padValue: source.demand('pad_value', 0, 1, -1) as 0 | 1 | -1,
    weights: { type: 'latent', quantizer: 'sign', values: readKernel(source, geometry) },
  };
  return [
    { kind: 'sign', name: signs, inputs: [source.input] },
    convolution,
    ...(bias === null ? [] : [biasLayer(source.name, sums, bias)]),
  ];
}
