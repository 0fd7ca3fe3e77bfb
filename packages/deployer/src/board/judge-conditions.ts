// What of a board's state makes times longer than they are on an idle one, and the report's record of it.
import type { Conditions } from '../report/schema';
import { activityBetween, type Activity, type Snapshot } from './conditions';
import type { Board } from './kinds';
import { throttledNow, throttledSinceBoot } from './throttling';

/** Other programs that use more than this of one core share its caches, memory and heat. */
const MAX_OTHER_CORES = 0.25;
/** From here on a Raspberry Pi slows down, and others are near to it. */
const MAX_CELSIUS = 80;
/** Processes in the report: at most this many, if they use at least this much of a core. */
const MAX_PROCESSES = 5;
const MIN_PROCESS_CORES = 0.02;
/** Of a clock that is fixed. */
const MIN_FREQUENCY_RATIO = 0.97;

/** Why times would not be those of an idle, cool board; empty if nothing is known to disturb. */
export function noiseBefore(earlier: Snapshot, before: Snapshot, kind: Board): string[] {
  const activity = activityBetween(earlier, before);
  const celsius = celsiusOf(before, kind);
  return [
    ...(activity === null || activity.cores <= MAX_OTHER_CORES
      ? []
      : [`other programs kept ${activity.cores.toFixed(1)} cores busy before the timing${busiest(activity)}`]),
    ...throttledNow(before.throttled ?? 0).map((flag) => `the firmware reported ${flag} before the timing`),
    ...(celsius === null || celsius < MAX_CELSIUS ? [] : [`the processor had ${celsius.toFixed(0)} °C`]),
  ];
}

export interface Moments {
  /** A second before `before`. */
  readonly earlier: Snapshot;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly kind: Board;
  /** What our own program used of cores between before and after; null if it does not say. */
  readonly ownCpuSeconds: number | null;
}

export function describeConditions(moments: Moments): Conditions {
  const { earlier, before, after, kind, ownCpuSeconds } = moments;
  const activity = activityBetween(before, after);
  const during = activity === null || ownCpuSeconds === null ? null : otherCores(activity, ownCpuSeconds);
  const { governor, loadAverage, megahertz, maxMegahertz } = before;
  return {
    governor,
    load_average: loadAverage,
    temperature_c: { before: celsiusOf(before, kind), after: celsiusOf(after, kind) },
    frequency_mhz: { before: megahertz, after: after.megahertz, max: maxMegahertz },
    throttling: describeThrottling(before, after),
    other_cores: { before: rounded(activityBetween(earlier, before)?.cores ?? null), during: rounded(during) },
    processes: (activity?.processes ?? [])
      .filter(({ cores }) => cores >= MIN_PROCESS_CORES)
      .slice(0, MAX_PROCESSES)
      .map(({ name, cores }) => ({ name, cores: rounded(cores)! })),
    noise: [...noiseBefore(earlier, before, kind), ...noiseDuring(moments, during)],
  };
}

function noiseDuring({ before, after }: Moments, otherCores: number | null): string[] {
  const flags = [...new Set([...throttledNow(after.throttled ?? 0), ...newFlags(before, after)])];
  const isFixed = before.governor === 'performance' && before.megahertz !== null && after.megahertz !== null;
  const hasSlowed = isFixed && after.megahertz < MIN_FREQUENCY_RATIO * before.megahertz;
  return [
    ...(otherCores === null || otherCores <= MAX_OTHER_CORES
      ? []
      : [`other programs kept ${otherCores.toFixed(1)} cores busy during the timing`]),
    ...flags.map((flag) => `the firmware reported ${flag} during the timing`),
    ...(hasSlowed ? [`the clock fell from ${before.megahertz.toFixed(0)} to ${after.megahertz.toFixed(0)} MHz`] : []),
  ];
}

const newFlags = (before: Snapshot, after: Snapshot): string[] => {
  const earlier = throttledSinceBoot(before.throttled ?? 0);
  return throttledSinceBoot(after.throttled ?? 0).filter((flag) => !earlier.includes(flag));
};

function describeThrottling(before: Snapshot, after: Snapshot): Conditions['throttling'] {
  if (before.throttled === null || after.throttled === null) return null;
  return {
    before: throttledNow(before.throttled),
    after: throttledNow(after.throttled),
    since_boot: throttledSinceBoot(after.throttled),
  };
}

const otherCores = ({ cores, seconds }: Activity, ownCpuSeconds: number): number =>
  Math.max(0, cores - ownCpuSeconds / seconds);

const busiest = ({ processes: [first] }: Activity): string =>
  first === undefined ? '' : ` (first of them ${first.name})`;

const celsiusOf = ({ thermalZones }: Snapshot, kind: Board): number | null =>
  thermalZones.find(({ type }) => kind.thermalZone.test(type))?.celsius ?? null;

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);
