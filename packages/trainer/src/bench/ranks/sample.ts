// What a run of some ranks says: speed, and where a step's time goes.
import { median } from '../statistics';
import type { CollectiveTime, RanksTrace } from './rank-job';

/** Of a collective in a step; means over the ranks, medians over the steps. */
export interface CollectiveSample {
  /** As in the log of collectives: "bucket 0". */
  readonly what: string;
  /** Bytes of the values that it is about. */
  readonly bytes: number;
  /** Bytes that the first rank sent. */
  readonly sent: number;
  readonly waitingMs: number;
  readonly transferMs: number;
}

/** Means over the measured steps and over the ranks. step = computing + waiting + transfer. */
export interface RanksSample {
  /** Of all ranks. */
  readonly imagesPerSecond: number;
  readonly stepMs: number;
  /** Outside of collectives. */
  readonly computingMs: number;
  /** In a collective before the last rank has come to it. */
  readonly waitingMs: number;
  /** In a collective to which all ranks have come: sending, receiving and adding up. */
  readonly transferMs: number;
  /** Processor time of a rank per step, waiting included, which polls. */
  readonly cpuMs: number;
  /** Bytes that the first rank sent per step. */
  readonly sentPerStep: number;
  readonly collectives: readonly CollectiveSample[];
}

export function sampleOf({ batchSize, ranks }: RanksTrace): RanksSample {
  const steps = ranks[0].marks.length - 1;
  const stepMs = (ranks[0].marks[steps] - ranks[0].marks[0]) / steps;
  const times = collectiveTimes(ranks.map(({ collectives }) => collectives));
  const perStep = (part: 'waitingMs' | 'transferMs' | 'sent'): number =>
    times.reduce((sum, time) => sum + time[part], 0) / steps;
  const [waitingMs, transferMs] = [perStep('waitingMs'), perStep('transferMs')];
  return {
    imagesPerSecond: (1000 * batchSize) / stepMs,
    stepMs,
    computingMs: stepMs - waitingMs - transferMs,
    waitingMs,
    transferMs,
    cpuMs: mean(ranks.map(({ cpuMs }) => cpuMs)) / steps,
    sentPerStep: perStep('sent'),
    collectives: medians(times),
  };
}

type Time = Omit<CollectiveTime, 'began' | 'ended'> & Pick<CollectiveSample, 'waitingMs' | 'transferMs'>;

/**
 * A collective ends on no rank before the last one has come to it: up to then a rank waits, from then on messages are
 * what it needs. All clocks are that of the machine. lists: by rank, the same collectives in the same order.
 */
function collectiveTimes(lists: readonly (readonly CollectiveTime[])[]): Time[] {
  return lists[0].map(({ step, what, bytes, sent }, i) => {
    const all = lists.map((list) => list[i]);
    const last = Math.max(...all.map(({ began }) => began));
    const waiting = all.map(({ began, ended }) => Math.min(last, ended) - began);
    const whole = all.map(({ began, ended }) => ended - began);
    return { step, what, bytes, sent, waitingMs: mean(waiting), transferMs: mean(whole) - mean(waiting) };
  });
}

/** Those of the end of an epoch are in too few steps to be of interest. */
function medians(times: readonly Time[]): CollectiveSample[] {
  const groups = new Map<string, Time[]>();
  for (const time of times) groups.set(time.what, [...(groups.get(time.what) ?? []), time]);
  const numSteps = new Set(times.map(({ step }) => step)).size;
  return [...groups.values()]
    .filter((group) => group.length >= numSteps / 2)
    .map((group) => ({
      what: group[0].what,
      bytes: group[0].bytes,
      sent: group[0].sent,
      waitingMs: median(group.map(({ waitingMs }) => waitingMs)),
      transferMs: median(group.map(({ transferMs }) => transferMs)),
    }));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
