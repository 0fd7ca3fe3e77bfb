import { LAYERS } from '../bench-peers/layers';
import { addSample, type PeerTimes } from '../bench-peers/record';
import { ratiosOf } from './ratios';

/** Every layer takes `ns` nanoseconds, but those in `others`. */
function timesOf(peer: string, ns: number, others: Readonly<Record<string, number | null>> = {}): PeerTimes {
  const times: PeerTimes = { peer, release: null, series: 'native', layers: {} };
  for (const layer of LAYERS) {
    addSample(times, { layer, kernel: 'k', median_ns: layer in others ? others[layer] : ns });
  }
  return times;
}

test('each layer, then the slowest one and the network, with what is required', () => {
  const layers = { wasm: timesOf('V8', 400, { L5: 500 }), native: timesOf('native AVX2', 100) };
  const ratios = ratiosOf(layers, { ours: [100, 300, 200], theirs: [1000, 900, 700] });
  expect(ratios.map(({ value }) => value)).toEqual([0.25, 0.25, 0.25, 0.25, 0.2, 0.25, 0.2, 4.5]);
  expect(ratios.slice(-2)).toEqual([
    { name: 'V8 vs native AVX2, slowest of L1 to L6', value: 0.2, required: 0.25 },
    { name: 'reference network vs onnxruntime-web int8', value: 4.5, required: 3 },
  ]);
});

test('a layer that never had the core to itself has no ratio, and then there is no slowest one', () => {
  const layers = { wasm: timesOf('V8', 400, { L3: null }), native: timesOf('native', 100) };
  const values = ratiosOf(layers, { ours: [], theirs: [1] }).map(({ value }) => value);
  expect(values).toEqual([0.25, 0.25, null, 0.25, 0.25, 0.25, null, null]);
});
