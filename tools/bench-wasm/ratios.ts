// What a run is for: how fast V8 is beside the native kernels, and ours beside onnxruntime-web.
import { LAYERS } from '../bench-peers/layers';
import { medianOf, type PeerTimes } from '../bench-peers/record';

export interface Ratio {
  readonly name: string;
  /** How many times as fast as the other; null where one of them has no times. */
  readonly value: number | null;
  readonly required: number | null;
}

interface Times {
  readonly wasm: PeerTimes;
  readonly native: PeerTimes;
}

interface Network {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/** Each layer, then the two that are required: of the layers the slowest one's. */
export function ratiosOf({ wasm, native }: Times, { ours, theirs }: Network): Ratio[] {
  const layers = LAYERS.map((layer) => ratio(medianOf(native.layers[layer]?.ns), medianOf(wasm.layers[layer]?.ns)));
  return [
    ...LAYERS.map((layer, k) => ({ name: `V8 vs ${native.peer}, ${layer}`, value: layers[k], required: null })),
    { name: `V8 vs ${native.peer}, slowest of L1 to L6`, value: smallest(layers), required: 0.25 },
    { name: 'reference network vs onnxruntime-web int8', value: ratio(medianOf(theirs), medianOf(ours)), required: 3 },
  ];
}

const ratio = (other: number | null, ours: number | null): number | null =>
  other === null || ours === null ? null : other / ours;

const smallest = (values: readonly (number | null)[]): number | null =>
  values.reduce((least, value) => (least === null || value === null ? null : Math.min(least, value)), Infinity);
