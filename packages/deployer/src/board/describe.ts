// A probe, as a report tells it.
import { numCores } from '../report/quantities';
import type { BoardDescription, Source } from '../report/schema';
import type { OpenBoard } from './open';
import { UNKNOWN, type Probe } from './probe';

/** Instruction sets that a kernel could be written for; /proc/cpuinfo lists a hundred others. */
const USEFUL_FEATURES = /^(ssse3|sse4|avx|fma$|f16c|popcnt|gfni|amx|neon|vfp|asimd|fphp|sve|sme|i8mm|bf16|rv)/;

export function describeBoard(probe: Probe): BoardDescription {
  const { model, architecture, libc, cpu, cores, features, standIn } = probe;
  return {
    ...{ model, architecture, libc, cpu, cores },
    features: features.filter((feature) => USEFUL_FEATURES.test(feature)),
    stand_in: standIn,
  };
}

/** Where the times of a program on that board come from, unless the user knows better. */
export const sourceOf = ({ emulated }: Probe): Source => (emulated ? 'emulated' : 'board');

/** What is connected, in a line for the terminal. */
export function boardLine({ host, kind, probe }: OpenBoard): string {
  const { model, cpu, architecture, cores, libc, emulated } = probe;
  const what = kind.standIn ? `${host}, the ${kind.title}` : model === UNKNOWN ? host : `${host}, ${model}`;
  const facts = [cpu, numCores(cores), architecture, libc ?? 'unknown libc', ...(emulated ? ['emulated'] : [])];
  return `board: ${what}: ${[...new Set(facts)].join(', ')}`;
}
