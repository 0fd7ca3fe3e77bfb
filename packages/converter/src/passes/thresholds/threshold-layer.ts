// The threshold that says for every element of a convolution's output what the chain after it says.
import { numElements, type Layer, type Threshold, type TensorType } from '@bitplane/model';
import { accumulatorRange } from './sum-layer';
import { positiveAccumulators } from './accumulator-set';
import type { Chain } from './find-chain';
import type { Interval } from './integer-set';
import { isElementwise, isPerChannel, scalarStep } from './scalar-chain';
import { isSameElement, thresholdElement, type ThresholdElement } from './threshold-element';

/** sums: what the convolution makes. Null where an element's set is neither an interval nor the complement of one. */
export function thresholdLayer(chain: Chain, sums: TensorType, name: string): Threshold | null {
  const ranges = Array.from({ length: sums.channels }, (_, filter) => accumulatorRange(chain.convolution, filter));
  const steps = chain.steps.filter(isElementwise);
  const count = isPerChannel(steps) ? sums.channels : numElements(sums);
  const found: ThresholdElement[] = [];
  for (let element = 0; element < count; element++) {
    const next = elementOf(steps, element, ranges);
    if (next === null) return null;
    found.push(next);
  }
  const elements = agreeInChannels(found, sums.channels) ? found.slice(0, sums.channels) : found;
  const hasUpper = elements.some(({ upper }) => upper !== null);
  const uppers = elements.map(({ upper }, k) => upper ?? ranges[k % sums.channels].upper);
  return {
    kind: 'threshold',
    name,
    inputs: [chain.convolution.name],
    perElement: elements.length > sums.channels,
    lower: Int32Array.from(elements, ({ lower }) => lower),
    upper: hasUpper ? Int32Array.from(uppers) : null,
    flip: Uint8Array.from(elements, ({ flip }) => flip),
  };
}

/** element: (row·width + column)·channels + channel, or the channel itself. */
function elementOf(layers: readonly Layer[], element: number, ranges: readonly Interval[]): ThresholdElement | null {
  const channel = element % ranges.length;
  const steps = layers.map((layer) => scalarStep(layer, { channel, element }));
  return thresholdElement(positiveAccumulators(steps, ranges[channel]), ranges[channel]);
}

/** Slopes for each element need not show: a bound at y ≥ 0 is free of them where none of the channel's is below 0. */
const agreeInChannels = (elements: readonly ThresholdElement[], numChannels: number): boolean =>
  elements.every((element, k) => isSameElement(element, elements[k % numChannels]));
