// The multi-thresholds that say for each element of a convolution's output what the chain after it says.
import { MAX_INTERVALS, MAX_PLANES, numElements } from '@bitplane/model';
import type { Advice, Layer, MultiThreshold, ScalarStep, TensorType } from '@bitplane/model';
import { joinPlanes } from '../levels/join-planes';
import { accumulatorRange } from './sum-layer';
import { levelPlanes, positivePlanes, type ChannelSums } from './accumulator-set';
import type { Chain, SignLayer } from './find-chain';
import type { Interval } from './integer-set';
import { isElementwise, isPerChannel, scalarStep } from './scalar-chain';

const EMPTY: Interval = { lower: 1, upper: 0 };

/** For each element, for each plane, the sums where it is +1. */
type Elements = readonly (readonly Interval[][])[];

/**
 * sums: what the convolution makes. Several layers, joined, where there are more planes than one holds; the last one
 * has the name. Says why not where an element's set has more pieces than a layer holds.
 */
export function multiThresholdLayers(chain: Chain, sums: TensorType, name: string): readonly Layer[] | Advice {
  const { convolution, sign } = chain;
  const ranges = Array.from({ length: sums.channels }, (_, filter) => accumulatorRange(convolution, filter));
  const layers = chain.steps.filter(isElementwise);
  const perElement = !isPerChannel(layers);
  const elements = Array.from({ length: perElement ? numElements(sums) : sums.channels }, (_, element) => {
    const channel = element % sums.channels;
    const steps = layers.map((layer) => scalarStep(layer, { channel, element }));
    return planesOf(sign, steps, { channel, range: ranges[channel] });
  });
  const intervals = Math.max(1, ...elements.flatMap((planes) => planes.map((set) => set.length)));
  if (intervals > MAX_INTERVALS)
    return {
      why: `signs change so often that they are +1 on ${intervals} intervals of sums, and a threshold has at most ${MAX_INTERVALS}`,
      change: 'use fewer bits, or slopes of 0 or more',
    };
  const numPlanes = elements[0].length;
  const parts = Array.from({ length: Math.ceil(numPlanes / MAX_PLANES) }, (_, part) => {
    const planes = elements.map((sets) => sets.slice(part * MAX_PLANES, (part + 1) * MAX_PLANES));
    return [layerOf(planes, { name: `${name}/part${part}`, inputs: [convolution.name], perElement })];
  });
  return joinPlanes(name, parts);
}

function layerOf(elements: Elements, place: Pick<MultiThreshold, 'name' | 'inputs' | 'perElement'>): MultiThreshold {
  const planes = elements[0].length;
  const intervals = elements.reduce((most, sets) => Math.max(most, ...sets.map((set) => set.length)), 1);
  const bounds = Array.from({ length: planes }, (_, plane) =>
    Array.from({ length: intervals }, (__, t) => elements.map((sets) => sets[plane][t] ?? EMPTY)),
  ).flat(2);
  return {
    kind: 'multi-threshold',
    ...place,
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
