// The multi-threshold that says for each element of a convolution's output what the chain behind it says.
import { MAX_INTERVALS, MAX_PLANES, numElements } from '@bitplane/model';
import type { MultiThreshold, ScalarStep, TensorType } from '@bitplane/model';
import { accumulatorRange } from './sum-layer';
import { levelPlanes, positivePlanes, type ChannelSums } from './accumulator-set';
import type { Chain, SignLayer } from './find-chain';
import type { Interval } from './integer-set';
import { isPerChannel, scalarStep } from './scalar-chain';

const EMPTY: Interval = { lower: 1, upper: 0 };

/**
 * sums: what the convolution makes. Null where there are more planes, or a plane's set of an element has more pieces,
 * than the layer can hold.
 */
export function multiThresholdLayer(chain: Chain, sums: TensorType, name: string): MultiThreshold | null {
  const { convolution, before, after, sign } = chain;
  const ranges = Array.from({ length: sums.channels }, (_, filter) => accumulatorRange(convolution, filter));
  const layers = [...before, ...after];
  const perElement = !isPerChannel(layers);
  const elements = Array.from({ length: perElement ? numElements(sums) : sums.channels }, (_, element) => {
    const channel = element % sums.channels;
    const steps = layers.map((layer) => scalarStep(layer, { channel, element }));
    return planesOf(sign, steps, { channel, range: ranges[channel] });
  });
  const intervals = Math.max(1, ...elements.flat().map((set) => set.length));
  const planes = elements[0].length;
  if (intervals > MAX_INTERVALS || planes > MAX_PLANES) return null;
  const bounds = Array.from({ length: planes }, (_, plane) =>
    Array.from({ length: intervals }, (__, t) => elements.map((sets) => sets[plane][t] ?? EMPTY)),
  ).flat(2);
  return {
    kind: 'multi-threshold',
    name,
    inputs: [convolution.name],
    perElement,
    planes,
    intervals,
    lower: Int32Array.from(bounds, ({ lower }) => lower),
    upper: Int32Array.from(bounds, ({ upper }) => upper),
  };
}

/** For each plane the sums where it is +1. */
function planesOf(sign: SignLayer, steps: readonly ScalarStep[], sums: ChannelSums): Interval[][] {
  if (sign.kind === 'levels') return levelPlanes(steps, sign, sums);
  return positivePlanes(steps, sign.kind === 'residual-sign' ? sign.scales : [0], sums.range);
}
