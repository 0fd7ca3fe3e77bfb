// From an imported network to one that a runtime can hold: all passes, in their order.
import type { Model } from '@bitplane/model';
import { binarizeWeights } from './binarize-weights';
import { convertSums } from './convert-sums';
import { foldBatchNorm } from './fold-batch-norm';
import { foldByteTables } from './fold-byte-tables';
import { fuseThresholds } from './fuse-thresholds';
import { mergeAffines } from './merge-affines';
import { moveSigns } from './move-signs';
import { quantizeKernels } from './quantize-kernels';
import { removeDeadLayers } from './remove-dead-layers';
import { replaceLevels } from './replace-levels';
import { roundToFloat32 } from './round-to-float32';

export interface Pass {
  readonly name: string;
  readonly apply: (model: Model) => Model;
}

/** All but the last two keep every number to the bit; these decide how the numbers that are left are rounded. */
export const PASSES: readonly Pass[] = [
  { name: 'fold-batch-norm', apply: foldBatchNorm },
  { name: 'binarize-weights', apply: binarizeWeights },
  { name: 'quantize-kernels', apply: quantizeKernels },
  { name: 'fold-byte-tables', apply: foldByteTables },
  { name: 'remove-dead-layers', apply: removeDeadLayers },
  { name: 'move-signs', apply: moveSigns },
  { name: 'fuse-thresholds', apply: fuseThresholds },
  { name: 'replace-levels', apply: replaceLevels },
  { name: 'convert-sums', apply: convertSums },
  { name: 'merge-affines', apply: mergeAffines },
  { name: 'round-to-float32', apply: roundToFloat32 },
];

/** Pure: the given model stays as it is. */
export const applyPasses = (model: Model): Model => PASSES.reduce((current, { apply }) => apply(current), model);
