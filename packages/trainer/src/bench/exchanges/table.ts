// The results of bench-exchanges as a page.
import { plural } from '../../plural';
import type { ExchangeRun, RunPlan } from './runs';

export interface ExchangeResult extends ExchangeRun {
  /** Of the test set, 0 … 1. */
  readonly accuracy: number;
  readonly images: number;
  /** Bytes that the first rank sent per step. */
  readonly sentPerStep: number;
  readonly seconds: number;
}

export interface ExchangeRecord extends Omit<RunPlan, 'data'> {
  readonly schema: 'bitplane-exchanges/1';
  readonly commit: string | null;
  readonly results: readonly ExchangeResult[];
}

/** Markdown; accuracy in percent, differences from the same recipe's `full` in points. */
export function exchangeTable({ network, epochs, ranks, seed, results }: ExchangeRecord): string {
  const rows = results.map((result) => {
    const full = results.find(({ recipe, exchange }) => recipe === result.recipe && exchange === 'full');
    return [
      result.recipe,
      result.exchange,
      result.syncEvery ?? '',
      (100 * result.accuracy).toFixed(2),
      full === undefined ? '' : signed(100 * (result.accuracy - full.accuracy)),
      Math.round(result.sentPerStep).toLocaleString('en'),
      full === undefined ? '' : `${((100 * result.sentPerStep) / full.sentPerStep).toFixed(1)} %`,
    ];
  });
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const title = `${network}, ${plural(epochs, 'epoch')}, ${ranks} ranks, seed ${seed}`;
  return `${title}; \`local\` with H = 1 is \`full\`, to the bit.\n\n${lines.join('\n')}\n`;
}

const HEAD = ['recipe', 'exchange', 'H', 'accuracy %', 'points from full', 'bytes per step', 'of full'];

/** "+0.12", "−0.30", "0.00". */
const signed = (points: number): string => {
  const text = Math.abs(points).toFixed(2);
  if (Number(text) === 0) return text;
  return `${points < 0 ? '−' : '+'}${text}`;
};
