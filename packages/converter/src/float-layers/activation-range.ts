// Which numbers a tensor holds, but for a few outliers: what its bytes have to cover.
import { run, type ByteRange, type Layer, type Model, type TensorOf } from '@bitplane/model';

/** Share of a tensor's numbers that lie at or below the upper end, and at or above the lower one. */
const PERCENTILE = 0.999;

/** Of each named tensor: the widest range of an image's numbers between the percentiles. */
export function activationRanges(
  model: Model,
  names: ReadonlySet<string>,
  images: readonly TensorOf<'uint8'>[],
): ReadonlyMap<string, ByteRange> {
  const ranges = new Map<string, ByteRange>();
  for (const layer of model.layers) if (names.has(layer.name)) ranges.set(layer.name, knownRange(layer));
  const isAsked = model.layers.some(({ name, kind }) => names.has(name) && kind !== 'byte-table');
  for (const image of isAsked ? images : []) {
    run(model, image, ({ name }, { data }) => {
      const range = ranges.get(name);
      if (range !== undefined) ranges.set(name, wider(range, Float64Array.from(data).sort()));
    });
  }
  return ranges;
}

/** What holds for every image: all numbers of a table of bytes; of other layers 0 alone. */
const knownRange = (layer: Layer): ByteRange =>
  layer.kind === 'byte-table'
    ? { low: Math.min(0, ...layer.table), high: Math.max(0, ...layer.table) }
    : { low: 0, high: 0 };

/** sorted: at least one number. */
function wider({ low, high }: ByteRange, sorted: Float64Array): ByteRange {
  const index = Math.ceil(PERCENTILE * sorted.length) - 1;
  return { low: Math.min(low, sorted[sorted.length - 1 - index]), high: Math.max(high, sorted[index]) };
}
