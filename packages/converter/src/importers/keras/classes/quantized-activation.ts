import type { Normalize, Quantize } from '@bitplane/model';
import { byteLayer } from '../../lowering/byte-layer';
import type { LayerSource } from '../layer-source';

/** Numbers as bytes that cover the range which training has seen, and the numbers that these bytes stand for. */
export function importQuantizedActivation(source: LayerSource): [Quantize, Normalize] {
  const { name, input, shape } = source;
  const [low, high] = source.weight('range', [2]);
  if (low > 0 || high < 0) source.reject('expected a range that holds 0', `[${low}, ${high}]`);
  const bytes = byteLayer(`${name}/bytes`, { input, channels: shape.channels, range: { low, high } });
  const { zeroPoints, scale } = bytes;
  return [bytes, { kind: 'normalize', name, inputs: [bytes.name], zeroPoints, scale: scale[0] }];
}
