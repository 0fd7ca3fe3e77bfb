import { factsOf, lineOf } from './facts';
import { LAYERS } from './layers';
import { pageOf } from './page';
import { addSample, type BenchRecord, type PeerTimes, type Series } from './record';

/** Every layer takes `ns`, twice; one round without a quiet core adds nothing. */
function peer(name: string, series: Series, ns: number, share: number | null = null): PeerTimes {
  const times: PeerTimes = { peer: name, series, layers: {} };
  for (const layer of LAYERS) {
    for (const median_ns of [ns, null, ns]) addSample(times, { layer, kernel: 'k', median_ns, share });
  }
  return times;
}

const RECORD: BenchRecord = {
  ...{
    schema: 'bitplane-bench-peers/1',
    date: '2026-01-02',
    commit: 'abc',
    cpu: 'a CPU <x>',
    compiler: 'gcc',
    rounds: 3,
  },
  peers: [
    peer('bitplane', 'avx2', 100, 0.6),
    peer('openblas', 'avx2', 2100),
    peer('bitplane', 'native', 50, 0.9),
    peer('openblas', 'native', 2000),
    peer('xnnpack-qs8', 'native', 1400),
  ],
  network: {
    'bitplane-avx2': [60, 70, 80],
    'bitplane-native': [50],
    'onnxruntime-f32': [700],
    'onnxruntime-int8': [400],
  },
};

test('the last lines: ratios of medians, one fact each, like with like', () => {
  const lines = factsOf(RECORD, 'avx2').map(lineOf);
  expect(lines).toEqual([
    'geomean vs openblas: 21.00',
    'geomean vs xnnpack-qs8: 28.00',
    ...LAYERS.map((layer) => `port bound ${layer}: 60.0 %`),
    'reference network vs onnxruntime-f32: 14.00',
    'reference network vs onnxruntime-int8: 8.00',
  ]);
});

test('a library that was not measured, or never on a quiet core, has no number', () => {
  const empty: PeerTimes = { peer: 'openblas', series: 'avx2', layers: {} };
  const record = { ...RECORD, peers: [RECORD.peers[0], empty], network: {} };
  const lines = factsOf(record, 'avx2').map(lineOf);
  expect(lines[0]).toBe('geomean vs openblas: not measured');
  expect(lines.at(-1)).toBe('reference network vs onnxruntime-int8: not measured');
});

test('the page holds every library of each series, escaped', () => {
  const page = pageOf(RECORD);
  expect(page.match(/<h2>/g)).toHaveLength(2);
  expect(page.match(/XNNPACK qs8/g)).toHaveLength(LAYERS.length + 1);
  expect(page.match(/OpenBLAS/g)).toHaveLength(2 * (LAYERS.length + 1));
  expect(page).toContain('a CPU &lt;x>');
});
