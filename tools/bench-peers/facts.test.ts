import { factsOf, lineOf, slowPath } from './facts';
import { cpuPhrase, headlinesOf } from './headline';
import { LAYERS } from './layers';
import { pageOf } from './page';
import { addSample, type BenchRecord, type NetworkTimes, type PeerTimes, type Series } from './record';

interface Drawn {
  readonly kernel?: string;
  readonly share?: number;
}

/** Every layer takes `ns`, twice; one round without a quiet core adds nothing. */
function peer(name: string, series: Series, ns: number, { kernel = 'k', share }: Drawn = {}): PeerTimes {
  const release = name === 'bitplane' ? null : `${name} 1.2`;
  const times: PeerTimes = { peer: name, release, series, layers: {} };
  for (const layer of LAYERS) {
    for (const median_ns of [ns, null, ns]) addSample(times, { layer, kernel, median_ns, share });
  }
  return times;
}

const network = (engine: string, ns: number, slow: string | null = null): NetworkTimes => ({
  ...{ engine, release: engine === 'bitplane' ? null : `${engine} 3.4`, kernel: 'ran', slow },
  ns: [ns - 10, ns, ns + 10],
});

const RECORD: BenchRecord = {
  ...{ schema: 'bitplane-bench-peers/2', date: '2026-01-02', commit: 'abc', compiler: 'gcc', rounds: 3 },
  cpu: { model: 'a CPU <x>', family: 'family 6 model 7', hasAmx: false },
  peers: [
    peer('bitplane', 'avx2', 100, { share: 0.6 }),
    peer('openblas', 'avx2', 2100, { kernel: 'Haswell' }),
    peer('bitplane', 'native', 50, { share: 0.9 }),
    peer('openblas', 'native', 2000, { kernel: 'SkylakeX' }),
    peer('openvino', 'native', 60, { kernel: 'jit_avx512_u1' }),
  ],
  networks: {
    reference: [network('onnxruntime-int8', 400), network('bitplane', 50)],
    shape: [network('bitplane', 40), network('lce', 1000, 'portable')],
  },
};

const linesOf = (record: BenchRecord, series: Series): string[] => factsOf(record, series).map((fact) => lineOf(fact));

test('ratios of medians, one fact each, like with like', () => {
  expect(linesOf(RECORD, 'avx2')).toEqual([
    'geomean vs openblas: 21.00',
    ...LAYERS.map((layer) => `port bound ${layer}: 60.0 %`),
  ]);
  expect(linesOf(RECORD, 'native')).toEqual([
    'geomean vs openblas: 40.00',
    'geomean vs openvino: 1.20',
    ...['L1', 'L2', 'L4', 'L5', 'L6'].map((layer) => `${layer} vs openvino: 1.20`),
    ...LAYERS.map((layer) => `port bound ${layer}: 90.0 %`),
    'reference network vs onnxruntime-int8: 8.00',
    'reference shape vs lce: 25.00 (slow path: portable)',
  ]);
});

test('a library that was not measured, or never on a quiet core, has no number', () => {
  const empty: PeerTimes = { peer: 'openblas', release: 'openblas 1.2', series: 'avx2', layers: {} };
  const record = { ...RECORD, peers: [RECORD.peers[0], empty] };
  expect(linesOf(record, 'avx2')[0]).toBe('geomean vs openblas: not measured');
  expect(headlinesOf(record, 'avx2')).toEqual([]);
});

test.each([
  ['a kernel for CPUs that it does not know', 2000, 'Prescott', 'it takes this CPU for Prescott'],
  ['a kernel without AVX-512', 2000, 'Haswell', 'it takes this CPU for Haswell, without AVX-512'],
  ['one that is slower than what it has for AVX2', 4200, 'SkylakeX', 'held to AVX2 it is 2.0 times as fast'],
])('%s is a slow path: the line says so, and no headline has it', (_what, ns, kernel, reason) => {
  const [, held, ours] = RECORD.peers;
  const slow = peer('openblas', 'native', ns, { kernel });
  const record = { ...RECORD, peers: [held, ours, slow] };
  expect(slowPath(record, slow)).toBe(reason);
  expect(linesOf(record, 'native')[0]).toBe(`geomean vs openblas: ${(ns / 50).toFixed(2)} (slow path: ${reason})`);
  expect(headlinesOf(record, 'native')).toEqual([]);
  expect(pageOf(record)).toContain(`${kernel}; slow path: ${reason}`);
});

test('a headline names the CPU, the library and its release', () => {
  expect(headlinesOf(RECORD, 'native')).toEqual([
    'a CPU <x> (family 6 model 7), one thread, both with all that the CPU has: OpenBLAS im2col + sgemm (openblas 1.2) takes 40.0 to 40.0 times as long as our binary 3 × 3 layers (geometric mean 40.00).',
    'a CPU <x> (family 6 model 7), one thread, both with all that the CPU has: OpenVINO BinaryConvolution (openvino 1.2) takes 1.2 to 1.2 times as long as our binary 3 × 3 layers (geometric mean 1.20).',
  ]);
});

test('on a Xeon that shows no AMX, it says what that leaves out', () => {
  const xeon = { model: 'Intel(R) Xeon(R) Processor', family: 'family 6 model 143', hasAmx: false };
  expect(cpuPhrase(xeon)).toMatch(/model 143\) without AMX \(with it, products of int8 are bound by 1,024 per cycle/);
  expect(cpuPhrase({ ...xeon, hasAmx: true })).toMatch(/model 143\) with AMX$/);
  expect(cpuPhrase({ model: 'AMD EPYC', family: null, hasAmx: false })).toBe('AMD EPYC');
});

test('the page holds every library of each series with its release, and the networks, escaped', () => {
  const page = pageOf(RECORD);
  expect(page.match(/<h2>/g)).toHaveLength(4);
  expect(page.match(/<span>OpenBLAS im2col \+ sgemm, openblas 1.2/g)).toHaveLength(2 * LAYERS.length);
  expect(page).toContain('a CPU &lt;x>');
  expect(page).toContain('<th>lce, lce 3.4</th><td>1.0</td><td>ran; slow path: portable</td>');
});
