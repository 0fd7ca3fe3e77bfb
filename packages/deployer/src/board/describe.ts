// A probe and what is known of the kind of board, as a report tells it.
import type { BoardDescription } from '../report/schema';
import type { Board } from './kinds';
import type { Probe } from './probe';

/** Instruction sets that a kernel could be written for; /proc/cpuinfo lists a hundred others. */
const USEFUL_FEATURES = /^(ssse3|sse4|avx|fma$|f16c|popcnt|gfni|amx|neon|vfp|asimd|fphp|sve|sme|i8mm|bf16|rv)/;

export function describeBoard(probe: Probe, board: Board): BoardDescription {
  const { model, architecture, libc, cpu, cores, features, governor, loadAverage, emulated } = probe;
  const zone = probe.thermalZones.find(({ type }) => board.thermalZone.test(type));
  return {
    model,
    architecture,
    libc,
    cpu,
    cores,
    features: features.filter((feature) => USEFUL_FEATURES.test(feature)),
    governor,
    temperature_c: zone?.celsius ?? null,
    load_average: loadAverage,
    stand_in: probe.standIn,
    emulated,
  };
}
