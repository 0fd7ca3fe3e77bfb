// From an imported network to one that a runtime can hold: all passes, in their order.
import type { Model } from '@bitplane/model';
import { binarizeWeights } from './binarize-weights';
import { convertSums } from './convert-sums';
import { foldBatchNorm } from './fold-batch-norm';
import { fuseThresholds } from './fuse-thresholds';
import { quantizeFirstLayer } from './quantize-first-layer';
import { roundToFloat32 } from './round-to-float32';

export interface Pass {
  readonly name: string;
  readonly apply: (model: Model) => Model;
}

export const PASSES: readonly Pass[] = [
  { name: 'fold-batch-norm', apply: foldBatchNorm },
  { name: 'binarize-weights', apply: binarizeWeights },
  { name: 'quantize-first-layer', apply: quantizeFirstLayer },
  { name: 'fuse-thresholds', apply: fuseThresholds },
  { name: 'convert-sums', apply: convertSums },
  { name: 'round-to-float32', apply: roundToFloat32 },
];

/** Pure: the given model stays as it is. */
export const applyPasses = (model: Model): Model => PASSES.reduce((current, { apply }) => apply(current), model);
