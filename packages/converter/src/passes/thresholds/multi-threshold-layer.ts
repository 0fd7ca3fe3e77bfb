// The multi-threshold that says for every element of a convolution's output what the chain after it says.
import { MAX_INTERVALS, numElements, type MultiThreshold, type TensorType } from '@bitplane/model';
import { accumulatorRange } from './sum-layer';
import { positivePlanes } from './accumulator-set';
import type { Chain } from './find-chain';
import type { Interval } from './integer-set';
import { isPerChannel, scalarStep } from './scalar-chain';

const EMPTY: Interval = { lower: 1, upper: 0 };

/** sums: what the convolution makes. Null where a plane's set of an element has more pieces than the layer can hold. */
export function multiThresholdLayer(chain: Chain, sums: TensorType, name: string): MultiThreshold | null {
  const { convolution, before, after, sign } = chain;
  const ranges = Array.from({ length: sums.channels }, (_, filter) => accumulatorRange(convolution, filter));
  const scales = sign.kind === 'residual-sign' ? sign.scales : [0];
  const layers = [...before, ...after];
  const perElement = !isPerChannel(layers);
  const elements = Array.from({ length: perElement ? numElements(sums) : sums.channels }, (_, element) => {
    const channel = element % sums.channels;
    const steps = layers.map((layer) => scalarStep(layer, { channel, element }));
    return positivePlanes(steps, scales, ranges[channel]);
  });
  const intervals = Math.max(1, ...elements.flat().map((set) => set.length));
  if (intervals > MAX_INTERVALS) return null;
  const bounds = Array.from(scales, (_, plane) =>
    Array.from({ length: intervals }, (__, t) => elements.map((planes) => planes[plane][t] ?? EMPTY)),
  ).flat(2);
  return {
    kind: 'multi-threshold',
    name,
    inputs: [convolution.name],
    perElement,
    planes: scales.length,
    intervals,
    lower: Int32Array.from(bounds, ({ lower }) => lower),
    upper: Int32Array.from(bounds, ({ upper }) => upper),
  };
}
