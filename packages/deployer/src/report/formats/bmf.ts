import type { Format } from './format';
import { seriesOf } from './series';

/**
 * Bencher Metric Format (bencher.dev): benchmark → measure → value with bounds. Times are `latency` in ns, bounded by
 * p5 and p95; a total has the peak of memory and the model's size in bytes too. Of repeated reports the newest counts.
 */
export const bmf: Format = {
  name: 'bmf',
  what: 'Bencher Metric Format, for bencher run --adapter json',
  write: (comparison) => {
    const metrics = seriesOf(comparison).map(({ name, isTotal, times, report }) => {
      const latency = {
        value: times.median_ns,
        ...(times.p5_ns === null ? {} : { lower_value: times.p5_ns }),
        upper_value: times.p95_ns,
      };
      const peak = report.memory.peak_nbytes;
      const sizes = {
        ...(peak === null ? {} : { 'peak-memory': { value: peak } }),
        'file-size': { value: report.model.nbytes },
      };
      return [name, { latency, ...(isTotal ? sizes : {}) }] as const;
    });
    return `${JSON.stringify(Object.fromEntries(metrics), null, 2)}\n`;
  },
};
