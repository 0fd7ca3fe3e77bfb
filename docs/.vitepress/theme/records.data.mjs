// The records of `runtime-c:bench-peers`, as the charts need them: medians of each layer's rounds.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export default {
  watch: ['../../../packages/runtime-c/bench/records/*.json'],
  load: (paths) =>
    paths.map((path) => {
      const { date, commit, cpu, peers } = JSON.parse(readFileSync(path, 'utf8'));
      const series = peers.map(({ peer, series: name, layers }) => ({
        peer,
        series: name,
        nanoseconds: Object.fromEntries(Object.entries(layers).map(([layer, { ns }]) => [layer, median(ns)])),
      }));
      return { file: basename(path), date, commit, cpu: cpu.model ?? cpu, series };
    }),
};
