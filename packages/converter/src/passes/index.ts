// From an imported network to one that a runtime can hold: all passes, in their order.
import type { Model } from '@bitplane/model';
import { binarizeWeights } from './binarize-weights';
import { convertSums } from './convert-sums';
import { foldBatchNorm } from './fold-batch-norm';
import { foldByteTables } from './fold-byte-tables';
import { fuseThresholds } from './fuse-thresholds';
import { keepArithmetic } from './keep-arithmetic';
import { mergeAffines } from './merge-affines';
import { moveSigns } from './move-signs';
import type { Pass } from './pass';
import { quantizeKernels } from './quantize-kernels';
import type { Report } from './remark';
import { removeDeadChannels } from './remove-dead-channels';
import { removeDeadLayers } from './remove-dead-layers';
import { replaceLevels } from './replace-levels';
import { roundToFloat32 } from './round-to-float32';

export const PASSES: readonly Pass[] = [
  { name: 'fold-batch-norm', does: 'batch norm → scale and offset', apply: foldBatchNorm, isRequired: true },
  { name: 'binarize-weights', does: 'latent weights → signs', apply: binarizeWeights, isRequired: true },
  { name: 'quantize-kernels', does: '8-bit kernels → integers', apply: quantizeKernels, isRequired: true },
  {
    ...{ name: 'keep-arithmetic', does: 'numbers of a source that computes in float32 → float32' },
    ...{ apply: keepArithmetic, isRequired: true },
  },
  { name: 'fold-byte-tables', does: 'what happens to each byte by itself → one table', apply: foldByteTables },
  { name: 'remove-dead-layers', does: 'layers that nothing reads → none', apply: removeDeadLayers, isRequired: true },
  { name: 'move-signs', does: 'signs after channel shuffles → before them', apply: moveSigns },
  { name: 'fuse-thresholds', does: 'chains up to a sign → integer thresholds', apply: fuseThresholds },
  { name: 'remove-dead-channels', does: 'channels of bits that never change → none', apply: removeDeadChannels },
  { name: 'replace-levels', does: 'other levels of quantizers → signs', apply: replaceLevels, isRequired: true },
  { name: 'convert-sums', does: 'sums that float layers read → floats', apply: convertSums, isRequired: true },
  { name: 'merge-affines', does: 'scales and offsets in a row → one', apply: mergeAffines, rounds: true },
  {
    ...{ name: 'round-to-float32', does: 'what stays in numbers → float32', apply: roundToFloat32 },
    ...{ isRequired: true, rounds: true },
  },
];

export interface PassOptions {
  /** Names of those to apply besides the required ones; absent: all. */
  readonly passes?: readonly string[];
  /** Takes what the passes say of layers that they leave. */
  readonly report?: Report;
}

/** Pure: the given model stays as it is. */
export const applyPasses = (model: Model, { passes, report }: PassOptions = {}): Model =>
  PASSES.filter(({ name, isRequired }) => isRequired === true || passes?.includes(name) !== false).reduce(
    (current, { apply }) => apply(current, report),
    model,
  );

/** The network as its source computes it: before any pass that only a runtime needs. */
export function inSourceArithmetic(model: Model): Model {
  if (model.arithmetic === undefined) return model;
  const end = PASSES.findIndex(({ name }) => name === 'keep-arithmetic') + 1;
  return PASSES.slice(0, end).reduce((current, { apply }) => apply(current), model);
}
