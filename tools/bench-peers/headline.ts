// Sentences that may be quoted: each names the CPU, the library and its release, and says what it leaves out.
import { factsOf, slowPath, speedUp } from './facts';
import { MEAN_LAYERS } from './layers';
import { OURS, PEERS } from './peers';
import type { BenchRecord, Cpu, Series } from './record';

/** "an Intel Xeon … without AMX, with which …" */
export function cpuPhrase({ model, family, hasAmx }: Cpu): string {
  const name = family === null ? model : `${model} (${family})`;
  if (hasAmx) return `${name} with AMX`;
  // Where there might be AMX and this machine does not show it, int8 could be three times as fast.
  return /Xeon/i.test(name)
    ? `${name} without AMX (with it, products of int8 are bound by 1,024 per cycle, those of bits by 341)`
    : name;
}

const INSTRUCTIONS: Readonly<Record<Series, string>> = {
  avx2: 'both held to AVX2',
  native: 'both with all that the CPU has',
};

/** One per library that ran what it has for this CPU, in the series' order. */
export function headlinesOf(record: BenchRecord, series: Series): string[] {
  const ours = record.peers.find((times) => times.peer === OURS.name && times.series === series);
  return record.peers
    .filter((times) => times.series === series && times.peer !== OURS.name && slowPath(record, times) === null)
    .flatMap((times) => {
      const factors = MEAN_LAYERS.map((layer) => speedUp(ours, times, layer));
      const geomean = factsOf(record, series).find(({ name }) => name === `geomean vs ${times.peer}`)?.value ?? null;
      if (factors.includes(null) || geomean === null) return [];
      const { label, only } = PEERS.find(({ name }) => name === times.peer)!;
      const [least, max] = [Math.min(...(factors as number[])), Math.max(...(factors as number[]))];
      const timed = only === null ? times.release : `${times.release}; timed is ${only}`;
      const range = `${least.toFixed(1)} to ${max.toFixed(1)}`;
      return `${cpuPhrase(record.cpu)}, one thread, ${INSTRUCTIONS[series]}: ${label} (${timed}) takes ${range} times as long as our binary 3 × 3 layers (geometric mean ${geomean.toFixed(2)}).`;
    });
}
