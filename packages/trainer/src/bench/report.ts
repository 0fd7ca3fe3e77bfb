// What the bench prints: where a step's time goes, images/s, ratios.
import Table from 'cli-table3';
import { groupTimes, type OperationTime } from './profile';
import { median } from './statistics';

export interface BenchRecord {
  /** A name of the list, or a file. */
  readonly network: string;
  readonly batchSize: number;
  readonly threads: number;
  /** Version; null: left out. */
  readonly pytorch: string | null;
  /** Median milliseconds of a step, a number for each round. */
  readonly stepMs: {
    readonly plain: readonly number[];
    readonly ours: readonly number[];
    readonly pytorch: readonly number[] | null;
  };
  /** Of TensorFlow's convolutions alone. */
  readonly floorMs: number;
  /** Of one step: in plain TensorFlow.js, and in ours. */
  readonly operations: { readonly before: readonly OperationTime[]; readonly after: readonly OperationTime[] };
  /** Milliseconds of the steps in which the operations were timed. */
  readonly profiledMs: { readonly before: number; readonly after: number };
}

/** Milliseconds of a step by group of operations, before and after. */
export function timeTable({ operations: { before, after }, profiledMs, stepMs }: BenchRecord): string[] {
  const table = new Table({
    head: ['ms per step', 'plain', 'ours'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const [old, ours] = [groupTimes(before), groupTimes(after)];
  for (const [group, ms] of old) {
    const own = ours.get(group)!;
    if (ms > 0 || own > 0) table.push([group, ms.toFixed(1), own.toFixed(1)]);
  }
  const inOperations = (times: ReadonlyMap<string, number>): number =>
    [...times.values()].reduce((sum, ms) => sum + ms);
  const calls = (times: readonly OperationTime[]): number => times.reduce((sum, time) => sum + time.calls, 0);
  const between = (step: number, times: ReadonlyMap<string, number>): string => (step - inOperations(times)).toFixed(1);
  table.push(['all operations', inOperations(old).toFixed(1), inOperations(ours).toFixed(1)]);
  table.push(['JavaScript between operations', between(profiledMs.before, old), between(profiledMs.after, ours)]);
  table.push(['one step of these', profiledMs.before.toFixed(1), profiledMs.after.toFixed(1)]);
  table.push(['one step, median of the rounds', median(stepMs.plain).toFixed(1), median(stepMs.ours).toFixed(1)]);
  table.push(['TensorFlow calls per step', calls(before).toFixed(0), calls(after).toFixed(0)]);
  return table.toString().split('\n');
}

/** Images a second of each program, and of TensorFlow's convolutions if there were nothing else. */
export function speedLines({ network, batchSize, threads, stepMs, floorMs, pytorch }: BenchRecord): string[] {
  const speed = (ms: number): string => `${((1000 * batchSize) / ms).toFixed(0)} images/s`;
  return [
    `network ${network}, batch ${batchSize}, ${threads} threads, forward, backward and update`,
    `floor, TensorFlow's convolutions alone: ${speed(floorMs)} (${floorMs.toFixed(1)} ms a step)`,
    ...(pytorch === null || stepMs.pytorch === null ? [] : [`PyTorch ${pytorch}: ${speed(median(stepMs.pytorch))}`]),
    `plain TensorFlow.js: ${speed(median(stepMs.plain))}`,
    `ours: ${speed(median(stepMs.ours))}`,
  ];
}

/** Medians of the rounds' own ratios: what slows a whole round down does not count. */
export function ratioLines({ stepMs: { plain, ours, pytorch } }: BenchRecord): string[] {
  const ratio = (others: readonly number[]): string => median(others.map((ms, round) => ms / ours[round])).toFixed(2);
  return [
    `ratio to plain TensorFlow.js: ${ratio(plain)}`,
    ...(pytorch === null ? [] : [`ratio to PyTorch: ${ratio(pytorch)}`]),
  ];
}
