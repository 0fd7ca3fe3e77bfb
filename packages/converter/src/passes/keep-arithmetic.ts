// Makes a network compute as its source does, where that is known, before anything is taken of its numbers.
import type { Model } from '@bitplane/model';
import { convertSums } from './convert-sums';
import { roundToFloat32 } from './round-to-float32';

/**
 * Layers of a network whose source computes in float32 do so from here on: thresholds after them then have the
 * source's own roundings, to the last bit where its sums are exact. Other networks stay in float64 until the end.
 */
export const keepArithmetic = (model: Model): Model =>
  model.arithmetic === 'float32' ? roundToFloat32(convertSums(model)) : model;
