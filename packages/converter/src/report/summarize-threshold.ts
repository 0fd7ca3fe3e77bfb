// What a threshold layer says about its elements.
import type { Threshold } from '@bitplane/model';
import { accumulatorRange, type SumLayer } from '../passes/thresholds/sum-layer';

const FORMS = ['atLeast', 'atMost', 'inside', 'outside', 'constant'] as const;
export type ThresholdForm = (typeof FORMS)[number];

export interface ThresholdSummary {
  /** One for each channel, or one for each element (row, column, channel). */
  readonly per: 'channel' | 'element';
  readonly count: number;
  /** How many elements are +1 at least or at most at a bound, inside or outside of an interval, or never change. */
  readonly forms: Readonly<Record<ThresholdForm, number>>;
  /** Of the bounds of elements that change; null if none does. */
  readonly smallest: number | null;
  readonly largest: number | null;
}

/** convolution: what the threshold reads. */
export function summarizeThreshold(threshold: Threshold, convolution: SumLayer): ThresholdSummary {
  const { perElement, lower, upper, flip } = threshold;
  const ranges = Array.from({ length: convolution.filters }, (_, filter) => accumulatorRange(convolution, filter));
  const forms: Record<ThresholdForm, number> = { atLeast: 0, atMost: 0, inside: 0, outside: 0, constant: 0 };
  let [smallest, largest] = [Infinity, -Infinity];
  for (let k = 0; k < lower.length; k++) {
    const range = ranges[k % ranges.length];
    const fromBottom = lower[k] <= range.lower;
    const toTop = upper === null || upper[k] >= range.upper;
    const form = formOf(fromBottom, toTop, flip[k] === 1);
    forms[form]++;
    if (!fromBottom) [smallest, largest] = [Math.min(smallest, lower[k]), Math.max(largest, lower[k])];
    if (!toTop) [smallest, largest] = [Math.min(smallest, upper[k]), Math.max(largest, upper[k])];
  }
  const changes = smallest <= largest;
  return {
    per: perElement ? 'element' : 'channel',
    count: lower.length,
    forms,
    smallest: changes ? smallest : null,
    largest: changes ? largest : null,
  };
}

function formOf(fromBottom: boolean, toTop: boolean, isFlipped: boolean): ThresholdForm {
  if (fromBottom && toTop) return 'constant';
  if (toTop) return isFlipped ? 'atMost' : 'atLeast';
  if (fromBottom) return isFlipped ? 'atLeast' : 'atMost';
  return isFlipped ? 'outside' : 'inside';
}

const FORM_TEXTS: Readonly<Record<ThresholdForm, string>> = {
  atLeast: 'at least',
  atMost: 'at most',
  inside: 'inside',
  outside: 'outside',
  constant: 'constant',
};

/** For a table's cell: three short lines. */
export function thresholdText({ per, count, forms, smallest, largest }: ThresholdSummary): string {
  const present = FORMS.filter((form) => forms[form] > 0).map((form) => `${forms[form]} ${FORM_TEXTS[form]}`);
  const bounds = smallest === null ? [] : [`bounds ${smallest} … ${largest}`];
  return [`${count}, one per ${per}:`, present.join(', '), ...bounds].join('\n');
}
