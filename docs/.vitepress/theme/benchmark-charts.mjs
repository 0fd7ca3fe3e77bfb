// How many times as long other libraries take as ours: a chart per record and instruction set.
import { defineComponent, h } from 'vue';
import { data as records } from './records.data.mjs';

/** The 3 × 3 layers; L3 sees one window only, where calls dominate. */
const LAYERS = ['L1', 'L2', 'L4', 'L5', 'L6'];
const OURS = 'bitplane';
/** On slow paths, so that a ratio would say nothing of the library: the page above has their times. */
const LEFT_OUT = { native: ['openblas', 'lce'], avx2: [] };
const SERIES = { native: 'all instructions of the CPU', avx2: 'limited to AVX2' };

/** [{ peer, mean, min, max }]: of the ratios of all layers, geometric mean first. */
function ratiosOf(series) {
  const ours = series.find(({ peer }) => peer === OURS);
  if (ours === undefined) return [];
  return series
    .filter(({ peer }) => peer !== OURS)
    .map(({ peer, nanoseconds }) => {
      const both = LAYERS.filter((layer) => nanoseconds[layer] > 0 && ours.nanoseconds[layer] > 0);
      const ratios = both.map((layer) => nanoseconds[layer] / ours.nanoseconds[layer]);
      const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
      return { peer, mean, min: Math.min(...ratios), max: Math.max(...ratios) };
    })
    .filter(({ mean }) => mean > 0)
    .sort((a, b) => b.mean - a.mean);
}

const chart = (title, ratios) => {
  const largest = Math.max(...ratios.map(({ max }) => max));
  const share = (value) => `${(100 * value) / largest}%`;
  return h('figure', { class: 'bench-chart' }, [
    h('figcaption', title),
    h(
      'ul',
      ratios.map(({ peer, mean, min, max }) =>
        h('li', [
          h('span', { class: 'bench-name' }, peer),
          h('span', { class: 'bench-track', 'aria-hidden': 'true' }, [
            h('span', { class: 'bench-bar', style: { width: share(mean) } }),
            h('span', { class: 'bench-range', style: { left: share(min), width: share(max - min) } }),
          ]),
          h('span', { class: 'bench-value' }, `${mean.toFixed(1)} × (${min.toFixed(1)} to ${max.toFixed(1)})`),
        ]),
      ),
    ),
  ]);
};

export const BenchmarkCharts = defineComponent(
  () => () =>
    h('section', { class: 'vp-doc bench-charts' }, [
      h('h2', { id: 'charts' }, 'Charts of the records'),
      h(
        'p',
        'How many times as long a library takes as ours: the geometric mean of L1, L2, L4, L5 and L6, and their range. What ' +
          'is on a slow path is left out.',
      ),
      ...records.flatMap(({ file, date, commit, cpu, series }) =>
        Object.entries(SERIES).flatMap(([name, what]) => {
          const ratios = ratiosOf(series.filter((each) => each.series === name && !LEFT_OUT[name].includes(each.peer)));
          const title = `${cpu}, ${what}; ${date}, commit ${commit} (${file})`;
          return ratios.length === 0 ? [] : [chart(title, ratios)];
        }),
      ),
    ]),
);
