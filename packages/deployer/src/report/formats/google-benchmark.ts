import type { Comparison } from '../comparison-row';
import type { Format } from './format';
import { seriesOf } from './series';

/** The JSON of Google Benchmark, which its tools/compare.py reads: a repetition per round, times in ns. */
export const googleBenchmark: Format = {
  name: 'google-benchmark',
  what: 'JSON of Google Benchmark, for its tools/compare.py',
  write: (comparison) => {
    const benchmarks = seriesOf(comparison).flatMap(({ name, rounds, report }, family) =>
      rounds.map((ns, index) => ({
        ...{ name, run_name: name, family_index: family, per_family_instance_index: 0 },
        ...{ run_type: 'iteration', repetitions: rounds.length, repetition_index: index },
        threads: report.benchmark.threads,
        iterations: Math.max(1, Math.round(report.benchmark.repeats / rounds.length)),
        ...{ real_time: ns, cpu_time: ns, time_unit: 'ns' },
      })),
    );
    return `${JSON.stringify({ context: contextOf(comparison), benchmarks }, null, 2)}\n`;
  },
};

/** Of the baseline's board. */
function contextOf({ rows: [{ report }] }: Comparison): object {
  const { board, conditions, program } = report;
  return {
    date: report.created,
    host_name: report.host,
    executable: `${report.engine} ${program.version}`,
    num_cpus: board.cores ?? 1,
    mhz_per_cpu: Math.round(conditions.frequency_mhz.max ?? conditions.frequency_mhz.before ?? 0),
    cpu_scaling_enabled: conditions.governor !== null && conditions.governor !== 'performance',
    caches: [],
    load_avg: conditions.load_average === null ? [] : [conditions.load_average],
    library_build_type: 'release',
  };
}
