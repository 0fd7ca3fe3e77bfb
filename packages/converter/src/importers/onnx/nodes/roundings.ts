// Round, Floor and Ceil: quantizers that are spelt out, as DoReFa's Clip, Mul, Round, Div.
import { roundHalfEven } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { smallestFloat32 } from '../values/float32-order';
import { mapActivation, stepActivation } from '../values/map-activation';
import type { NodeKind, NodeKinds } from './node-kind';

const MAX_LEVELS = 256;

/** Of numbers between two bounds a step function; of levels and of the image another one. */
const rounding = (round: (x: number) => number): NodeKind => ({
  importNode: (importing: Importing): Value => {
    const { source } = importing;
    const activation = source.activation(0);
    const { content } = activation;
    if (content.type !== 'real')
      return mapActivation(importing, activation, { apply: round, isPerChannel: false, layers: () => [] });
    const [lowest, highest] = content.clip ? [round(content.clip.lower), round(content.clip.upper)] : [NaN, NaN];
    const numBounds = highest - lowest;
    if (!(numBounds >= 1 && numBounds < MAX_LEVELS))
      return source.reject(
        `a Clip before it that leaves at most ${MAX_LEVELS} whole numbers`,
        content.clip === undefined ? 'numbers without bounds' : `${content.clip.lower} to ${content.clip.upper}`,
        'clip the numbers before they are rounded, as torch.clamp does',
      );
    const bounds = Array.from({ length: numBounds }, (_, t) => smallestFloat32((x) => round(x) > lowest + t));
    return stepActivation(importing, activation, {
      bounds: [Float64Array.from(bounds)],
      values: Float64Array.from({ length: numBounds + 1 }, (_, level) => lowest + level),
      grid:
        round === roundHalfEven
          ? { scale: 1, zeroPoint: 0, lowest, highest, unit: 1, origin: 0, isShiftedFirst: false }
          : null,
    });
  },
  attributes: [],
});

export const ROUNDINGS: NodeKinds = [
  ['Round', rounding(roundHalfEven)],
  ['Floor', rounding(Math.floor)],
  ['Ceil', rounding(Math.ceil)],
];
