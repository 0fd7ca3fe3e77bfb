// Larq's quantizers of activations, as planes of signs.
import { signs, type InputPlanes } from '../../lowering/input-planes';
import { levelPlanes, type LevelPlanes, type Staircase } from '../../lowering/level-planes';
import { evenLevels, HEAVISIDE, ternary } from '../../lowering/staircases';
import { readLarqQuantizer, type LarqQuantizer } from './larq-quantizer';
import type { LayerSource } from '../layer-source';

/** 15 steps and what is below them are 16 planes, the max of one layer. */
const MAX_BITS = 4;

/**
 * What padding with one number is, as the signs of all planes: +1 is the highest value of each of them, −1 the lowest
 * of those around 0.
 */
export function requirePadValue(layer: LayerSource, padValue: number): void {
  const quantizer = readLarqQuantizer(layer, 'input_quantizer');
  const isAroundZero = quantizer === null || quantizer.isSign || quantizer.className === 'SteTern';
  if (padValue === -1 && !isAroundZero)
    layer.reject('expected pad_values 0 or 1 around an input that is never below 0', padValue);
}

/**
 * Null where the layer reads numbers as they are. @param padsZeros whether the layer pads with 0. Throws E_LAYER for a
 * quantizer whose values depend on the other images.
 */
export function larqInputPlanes(layer: LayerSource, padsZeros: boolean): InputPlanes | LevelPlanes | null {
  const quantizer = readLarqQuantizer(layer, 'input_quantizer');
  const { element } = layer.tensor;
  if (element === 'bits') {
    if (quantizer === null || quantizer.isSign) return { layers: [], bits: layer.input, scales: null };
    quantizer.reject('expected numbers as its input', 'signs', 'leave it out, or leave the sign before it out');
  }
  if (quantizer === null) return null;
  if (quantizer.isSign) return signs(layer);
  const operand = { name: layer.name, input: layer.input, channels: layer.tensor.channels };
  const planes = levelPlanes(operand, staircaseOf(quantizer), { isPadded: padsZeros, prefersThermometer: false });
  return planes && { ...planes, padsWithSigns: true };
}

function staircaseOf(quantizer: LarqQuantizer): Staircase {
  switch (quantizer.className) {
    case 'SteTern':
      if (quantizer.oneOf('ternary_weight_networks', false, true))
        quantizer.reject('expected a fixed threshold', 'ternary_weight_networks', BATCH_ADVICE);
      return ternary(Math.fround(quantizer.number('threshold_value', 0.05)), true);
    case 'SteHeaviside':
      return HEAVISIDE;
    case 'DoReFa':
      return doReFaLevels(quantizer);
    default:
      return quantizer.reject('expected a quantizer of activations', quantizer.className, BATCH_ADVICE);
  }
}

const BATCH_ADVICE =
  'its values depend on the other images of a batch: use SteSign, ApproxSign or SteTern with a threshold_value';

function doReFaLevels(quantizer: LarqQuantizer): Staircase {
  if (quantizer.oneOf('mode', 'activations', 'weights') === 'weights')
    quantizer.reject('expected mode activations', 'weights', BATCH_ADVICE);
  const bits = quantizer.bits();
  if (bits > MAX_BITS)
    quantizer.reject(
      `expected k_bit from 1 to ${MAX_BITS}`,
      bits,
      'train with fewer bits, or without a quantizer here',
    );
  return evenLevels(bits);
}
