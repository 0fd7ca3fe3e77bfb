// Which way the binary weights point, and how often they change their mind.
import type * as tf from '@tensorflow/tfjs';

/** What is kept of an epoch's signs with a checkpoint; one entry a weight tensor. */
export interface SignState {
  /** Signs at the epoch's start, one bit per element (1: below 0), least significant bit first, in base64. */
  epochStart: string[];
  /** Sign changes in the epoch's steps so far. */
  flips: number[];
}

export interface WeightSigns {
  /** Share of weights whose sign differs from that at the epoch's start. */
  readonly flipRatio: number;
  /** Share of weights that flipped in a step, mean over the epoch. */
  readonly flipRatioPerStep: number;
  /** Share of weights ≥ 0. */
  readonly weightsPlus: number;
}

export interface SignWatch {
  readonly state: SignState;
  /** After each update. */
  onStep(): void;
  /** Sums up an epoch of this many steps, and starts the next. */
  finishEpoch(steps: number): WeightSigns[];
}

/** Watches latent weights from now on; `saved` is the state of the epoch in progress, null at a run's start. */
export function watchSigns(weights: readonly tf.Variable[], saved: SignState | null): SignWatch {
  const signs = weights.map((weight) => new Uint8Array(weight.size));
  const update = (): number[] => weights.map((weight, i) => updateSigns(signs[i], weight));
  update();
  const state: SignState = saved ?? { epochStart: signs.map(packSigns), flips: weights.map(() => 0) };
  return {
    state,
    onStep() {
      update().forEach((flips, i) => (state.flips[i] += flips));
    },
    finishEpoch(steps) {
      const packed = signs.map(packSigns);
      const seen = signs.map((now, i) => ({
        flipRatio: countBits(packed[i], state.epochStart[i]) / now.length,
        flipRatioPerStep: state.flips[i] / steps / now.length,
        weightsPlus: 1 - now.reduce((sum, sign) => sum + sign, 0) / now.length,
      }));
      state.epochStart = packed;
      state.flips = signs.map(() => 0);
      return seen;
    },
  };
}

/** Writes 1 where a weight is below 0, else 0. Returns how many changed. */
function updateSigns(signs: Uint8Array, weight: tf.Variable): number {
  const values = weight.dataSync<'float32'>();
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  let flips = 0;
  for (let i = 0; i < signs.length; i++) {
    // Without a branch, which half of all signs would mispredict: the sign bit, but not that of −0, whose word less one
    // is positive.
    const sign = (words[i] & (words[i] - 1)) >>> 31;
    flips += sign ^ signs[i];
    signs[i] = sign;
  }
  return flips;
}

function packSigns(signs: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(signs.length / 8));
  for (let i = 0; i < signs.length; i++) bytes[i >> 3] |= signs[i] << (i & 7);
  return Buffer.from(bytes).toString('base64');
}

/** Bits that differ. */
function countBits(a: string, b: string): number {
  const [left, right] = [Buffer.from(a, 'base64'), Buffer.from(b, 'base64')];
  let count = 0;
  for (let i = 0; i < left.length; i++) {
    for (let rest = left[i] ^ right[i]; rest !== 0; rest &= rest - 1) count++;
  }
  return count;
}
