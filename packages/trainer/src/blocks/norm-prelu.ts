import { canTrainNatively, type BatchNormalization } from '../native/batch-norm';
import { normPrelu } from '../native/norm-prelu';
import { normGroup } from '../native/shared-batch-norm';
import type { BlockKind } from './block';
import { followerOf, isAsMade } from './graph';
import { slopesOf } from './stock-layers';

/**
 * Batch norm and a PReLU with a slope for each channel; between them a shortcut may be added, as after each convolution
 * of a residual network.
 */
export const normAndPrelu: BlockKind = (place) => {
  if (place.layer.getClassName() !== 'BatchNormalization' || !isAsMade(place)) return null;
  const sum = followerOf(place, 'Add');
  const prelu = followerOf(sum ?? place, 'PReLU');
  const shortcuts = sum?.inputs.filter((input) => input !== place) ?? [];
  if (prelu === null || (sum !== null && (sum.inputs.length !== 2 || shortcuts.length !== 1))) return null;
  const norm = place.layer as unknown as BatchNormalization;
  return {
    places: [place, ...(sum === null ? [] : [sum]), prelu],
    inputs: [...place.inputs, ...shortcuts],
    run([x, shortcut]) {
      const slopes = slopesOf(prelu);
      const areAlike = slopes.size === x.shape[x.rank - 1] && (shortcut ?? x).shape.join() === x.shape.join();
      // Ranks that share a batch exchange statistics between the passes.
      if (!areAlike || normGroup() !== null || !canTrainNatively(norm, x)) return null;
      return normPrelu(norm, { x, slopes, shortcut: shortcut ?? null });
    },
  };
};
