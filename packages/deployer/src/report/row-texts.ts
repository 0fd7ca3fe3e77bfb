// What tables say of a row, in the terminal, in Markdown and on the page alike.
import type { ComparisonRow } from './comparison-row';
import { VERDICTS, type Difference } from './difference';
import { instructions, joules, milliseconds, times, watts } from './quantities';
import type { Energy } from './schema';

/** An emulator's wall clock says nothing, and its instructions are not time. */
export function timeOf({ report: { source }, medianMs }: Pick<ComparisonRow, 'report' | 'medianMs'>): string {
  if (source === 'emulated') return 'emulated';
  if (source === 'icount') return instructions(medianMs * 1e6);
  return source === 'model' ? `≈ ${milliseconds(medianMs)}` : milliseconds(medianMs);
}

/** A ratio, where the two times may be compared. */
export const timesOrNothing = ({ isComparable, ratio }: Pick<ComparisonRow, 'isComparable' | 'ratio'>): string =>
  isComparable ? times(ratio) : '';

export const interval = (difference: Difference | null): string =>
  difference === null || difference.low === null || difference.high === null
    ? ''
    : `${difference.low.toFixed(3)} to ${difference.high.toFixed(3)}`;

export const changeOf = ({ difference }: Pick<ComparisonRow, 'difference'>): string =>
  difference === null ? '' : VERDICTS[difference.verdict];

/** Per image; nothing where no sensor was read. */
export const energyOf = ({ report }: Pick<ComparisonRow, 'report'>): string => {
  const { joules_per_image } = report.energy;
  return joules_per_image === null ? '' : joules(joules_per_image);
};

/** A column that few boards have anything for is left out where all of it would be empty. */
export const hasEnergy = (rows: readonly Pick<ComparisonRow, 'report'>[]): boolean =>
  rows.some((row) => energyOf(row) !== '');

export function energyLine(energy: Energy): string {
  const { joules_per_image, watts: power, sensor, reason } = energy;
  if (joules_per_image === null || power === null) return `energy: not measured: ${reason}`;
  return `energy: ${joules(joules_per_image)} per image (${watts(power)}, idle included, by ${sensor})`;
}
