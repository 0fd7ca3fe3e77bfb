import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { loadLibrary } from './library';
import { hasNativeOps, runNative } from './op';

beforeAll(loadBackend);

test('without the library, or with one of other sources, the reason is told and the twins run', () => {
  const folder = temporaryFolder();
  const before = process.env.BITPLANE_CACHE;
  try {
    process.env.BITPLANE_NATIVE_OPS = 'off';
    expect(loadLibrary()).toMatch(/BITPLANE_NATIVE_OPS is off/);
    expect(hasNativeOps()).toBe(false);
    delete process.env.BITPLANE_NATIVE_OPS;
    process.env.BITPLANE_CACHE = folder;
    expect(loadLibrary()).toMatch(/have not been built/);
    expect(tf.maxPool(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), 2, 1, 'valid').dataSync()[0]).toBe(1);
  } finally {
    process.env.BITPLANE_CACHE = before ?? '';
    if (before === undefined) delete process.env.BITPLANE_CACHE;
  }
  const reason = loadLibrary();
  expect(reason === null || process.env.CI === undefined).toBe(true);
});

test('an op that gets other shapes than it needs rejects them', () => {
  if (!hasNativeOps()) return;
  const call = { name: 'MaxPool', inputs: [tf.ones([4])], numbers: [3, 3, 2, 2, 1, 1, 0, 0, 1, 1] };
  expect(() => runNative(call)).toThrow(/max-pool takes images/);
  expect(() => runNative({ ...call, numbers: [3] })).toThrow(/another length/);
});
