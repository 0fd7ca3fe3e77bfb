// The quantizers of activations, as planes of signs.
import { BitplaneError } from '@bitplane/model';
import { residualSigns, shiftedSigns, signs, type InputPlanes } from '../../lowering/input-planes';
import { levelPlanes, type LevelPlanes, type Staircase } from '../../lowering/level-planes';
import { residualScales } from '../../lowering/residual-scales';
import { mappedPlanes } from '../../lowering/mapped-planes';
import { evenLevels, HEAVISIDE, ternary } from '../../lowering/staircases';
import type { LayerSource } from '../layer-source';
import { readBits } from './bit-map';
import { NONE, QuantizerSource } from './quantizer-config';

export interface Padding {
  readonly padsZeros: boolean;
  readonly padValue: number;
}

type ReadPlanes = (quantizer: QuantizerSource, padding: Padding) => InputPlanes | LevelPlanes;

const INPUT_QUANTIZERS: ReadonlyMap<string, ReadPlanes> = new Map<string, ReadPlanes>([
  // They differ in their gradients only.
  ['sign', plainSign],
  ['approx-sign', plainSign],
  ['swish-sign', plainSign],
  ['react-sign', shiftedSign],
  ['residual-sign', residualSign],
  ['bit-map', mappedSign],
  ['mean-bits', mappedSign],
  [
    'dorefa',
    (quantizer, padding) => levels(quantizer, padding, evenLevels(quantizer.integer('bits', [1, MAX_BITS], 2))),
  ],
  ['ste-heaviside', (quantizer, padding) => levels(quantizer, padding, HEAVISIDE)],
  ['ste-tern', ternaryLevels],
]);

/** 15 bounds are as many as a layer takes planes for. */
const MAX_BITS = 4;

/** Null: it reads numbers as they are. Throws E_LAYER for a quantizer that cannot be exported. */
export function readInputPlanes(source: LayerSource, padding: Padding): InputPlanes | LevelPlanes | null {
  const quantizer = new QuantizerSource(source, 'input_quantizer');
  if (quantizer.name === NONE) return null;
  const read = INPUT_QUANTIZERS.get(quantizer.name);
  if (read !== undefined) return read(quantizer, padding);
  return source.reject(`expected input_quantizer ${[...INPUT_QUANTIZERS.keys()].join(', ')}`, quantizer.name);
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
  return residualSigns(quantizer.layer, readScales(quantizer, quantizer.integer('bits', [1, 4], 2), null));
}

/** The same, with a number of planes of each element's own. */
function mappedSign(quantizer: QuantizerSource): InputPlanes {
  const { layer } = quantizer;
  const { isFlat, height, width, channels } = layer.tensor;
  const map = readBits(quantizer, isFlat ? [height * width * channels] : [height, width, channels]);
  const scales = readScales(
    quantizer,
    map.reduce((max, n) => Math.max(max, n), 1),
    map,
  );
  return mappedPlanes(layer, {
    ...{ shape: { height, width, channels }, scales, map },
    reject: (expected, got) => quantizer.reject(expected, got),
  });
}

function ternaryLevels(quantizer: QuantizerSource, padding: Padding): LevelPlanes {
  if (quantizer.oneOf('adaptive', false, true)) {
    const next = 'its threshold depends on the other images of a batch: train with a threshold';
    quantizer.reject('expected adaptive false', true, next);
  }
  return levels(quantizer, padding, ternary(Math.fround(quantizer.positive('threshold', 0.05)), false));
}

/** All planes of padding with 1 are +1, which is the highest level; with −1 the lowest, if it is −1. */
function levels(quantizer: QuantizerSource, { padsZeros, padValue }: Padding, staircase: Staircase): LevelPlanes {
  const { layer } = quantizer;
  const lowest = staircase.values[0];
  if (padValue === -1 && lowest !== -1)
    quantizer.reject('expected pad_value 0 or 1, since it is never below 0', padValue);
  const operand = { name: layer.name, input: layer.input, channels: layer.tensor.channels };
  const planes = levelPlanes(operand, staircase, { isPadded: padsZeros, prefersThermometer: false });
  return { ...planes!, padsWithSigns: true };
}

/** Scales that were frozen or learned in training, or that the calibration images freeze now. */
function readScales(quantizer: QuantizerSource, numPlanes: number, map: Uint8Array | null): Float64Array {
  const { layer } = quantizer;
  const isLive = quantizer.oneOf('scale', 'frozen', 'learned', 'live') === 'live';
  const scales = isLive ? liveScales(quantizer, numPlanes, map) : layer.weight('input_scale', [numPlanes]);
  requirePositive(layer, Float64Array.from(scales));
  return Float64Array.from(scales);
}

/** Those that the trainer would take if the calibration images were its batch. */
function liveScales(quantizer: QuantizerSource, numPlanes: number, map: Uint8Array | null): Float32Array {
  const { layer, name } = quantizer;
  const { calibration } = layer;
  if (calibration === null) {
    const next = `its outputs depend on the other images in the batch: train with { name: '${name}', …, scale: 'frozen' }`;
    return quantizer.reject('expected scale frozen or learned', 'live', next);
  }
  layer.freeze();
  return residualScales(calibration, numPlanes, map);
}

function requirePositive({ name }: LayerSource, scales: Float64Array): void {
  const index = scales.findIndex((scale) => scale <= 0);
  if (index < 0) return;
  throw new BitplaneError(
    'E_VALUE',
    `layer ${name}: expected scales above 0, got ${scales[index]} at input_scale[${index}]; train with scale frozen, or fewer bits`,
  );
}
