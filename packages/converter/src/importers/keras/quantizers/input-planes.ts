// The quantizers of activations, as planes of signs.
import { BitplaneError } from '@bitplane/model';
import { residualSigns, shiftedSigns, signs, type InputPlanes } from '../../lowering/input-planes';
import type { LayerSource } from '../layer-source';
import { QuantizerSource } from './quantizer-config';

type ReadPlanes = (quantizer: QuantizerSource) => InputPlanes;

const INPUT_QUANTIZERS: ReadonlyMap<string, ReadPlanes> = new Map<string, ReadPlanes>([
  // They differ in their gradients only.
  ['sign', plainSign],
  ['approx-sign', plainSign],
  ['swish-sign', plainSign],
  ['react-sign', shiftedSign],
  ['residual-sign', residualSign],
]);

/** What to train instead of those that no sum of signs can represent. */
const INSTEAD: Readonly<Record<string, string>> = {
  dorefa: "levels from 0 to 1 are not signs: train with { name: 'residual-sign', bits: 2 }",
  'ste-heaviside': "0 and 1 are not signs: train with 'sign' or 'react-sign'",
  'ste-tern': "0 is not a sign: train with { name: 'residual-sign', bits: 2 }",
  'bit-map': "all activations have the same number of bits: train with { name: 'residual-sign' }",
  'mean-bits': "all activations have the same number of bits: train with { name: 'residual-sign' }",
};

/** Throws E_LAYER for a quantizer that cannot be exported, with one that can. */
export function readInputPlanes(source: LayerSource): InputPlanes {
  const quantizer = new QuantizerSource(source, 'input_quantizer');
  const read = INPUT_QUANTIZERS.get(quantizer.name);
  if (read !== undefined) return read(quantizer);
  return source.reject(
    `expected input_quantizer ${[...INPUT_QUANTIZERS.keys()].join(', ')}`,
    quantizer.name,
    Object.hasOwn(INSTEAD, quantizer.name) ? INSTEAD[quantizer.name] : undefined,
  );
}

function plainSign({ layer }: QuantizerSource): InputPlanes {
  return signs(layer);
}

/** sign(x − shift[c]) */
function shiftedSign({ layer }: QuantizerSource): InputPlanes {
  const shift = layer.weight('input_shift', [layer.shape.channels]);
  return shiftedSigns(
    layer,
    Float64Array.from(shift, (value) => -value),
  );
}

/** Σ s_p·b_p with scales that do not depend on the image. */
function residualSign(quantizer: QuantizerSource): InputPlanes {
  const { layer } = quantizer;
  const numPlanes = quantizer.integer('bits', [1, 4], 2);
  if (quantizer.oneOf('scale', 'frozen', 'learned', 'live') === 'live') {
    const next = `its outputs depend on the other images in the batch: train with { name: 'residual-sign', bits: ${numPlanes}, scale: 'frozen' }`;
    quantizer.reject('expected scale frozen or learned', 'live', next);
  }
  const scales = Float64Array.from(layer.weight('input_scale', [numPlanes]));
  requirePositive(layer, scales);
  return residualSigns(layer, scales);
}

function requirePositive({ name }: LayerSource, scales: Float64Array): void {
  const index = scales.findIndex((scale) => scale <= 0);
  if (index < 0) return;
  throw new BitplaneError(
    'E_VALUE',
    `layer ${name}: expected scales above 0, got ${scales[index]} at input_scale[${index}]; train with scale frozen, or fewer bits`,
  );
}
