// What a run found, as tables for people and as JSON.
import { join } from 'node:path';
import { writeTogether } from '@bitplane/cli';
import type { Proof } from './prove';
import { OURS } from './time-networks';

export interface ProofRecord {
  readonly schema: 'bitplane-proof/1';
  readonly date: string;
  readonly cpu: string;
  readonly isSmall: boolean;
  readonly rounds: number;
  readonly proofs: readonly Proof[];
}

/** Writes proof.json and proof.md and returns the tables. */
export function writeRecord(record: ProofRecord, folder: string): string {
  const tables = [proofTable(record.proofs), ...(record.rounds > 0 ? [timeTable(record)] : [])].join('\n\n');
  writeTogether(
    new Map([
      [join(folder, 'proof.json'), `${JSON.stringify(record, null, 2)}\n`],
      [join(folder, 'proof.md'), `${tables}\n`],
    ]),
  );
  return tables;
}

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

export function proofTable(proofs: readonly Proof[]): string {
  return [
    row('file', 'compared with', 'images', 'same class', 'largest difference', 'ties', 'same bits on', 'result'),
    row('---', '---', '--:', '--:', '--:', '--:', '---', '---'),
    ...proofs.map(({ file, runtime, comparison, machines, faults }) =>
      row(
        ...[file, runtime, comparison.images, comparison.equalClasses, comparison.largestDifference.toExponential(0)],
        ...[comparison.tied.length, machines.join(', '), faults.length === 0 ? 'agrees' : faults.join('; ')],
      ),
    ),
  ].join('\n');
}

/** Milliseconds an image, and how many times ours that is. */
function timeTable({ proofs, cpu, rounds }: ProofRecord): string {
  const timed = proofs.filter(({ times }) => OURS in times);
  const peers = [...new Set(timed.flatMap(({ times }) => Object.keys(times)))];
  return [
    `${cpu}, one thread, one image a call, medians of ${rounds} rounds, in milliseconds (times ours)\n`,
    row('network', ...peers),
    row('---', ...peers.map(() => '--:')),
    ...timed.map(({ network, times }) => {
      const ours = median(times[OURS]);
      return row(
        network,
        ...peers.map((peer) => {
          if (!(peer in times)) return '';
          const time = median(times[peer]);
          const milliseconds = (time / 1e6).toPrecision(3);
          return peer === OURS ? milliseconds : `${milliseconds} (${(time / ours).toFixed(1)})`;
        }),
      );
    }),
  ].join('\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
