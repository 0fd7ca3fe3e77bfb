// The int8 twin as TensorFlow Lite has it, against the one that onnxruntime runs: the same numbers but for roundings of
// bytes. tools/proof runs such files in LiteRT.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { randomImages, run, type Layer, type Model, type Window } from '@bitplane/model';
import { importNetwork } from '../importers';
import { importDraft } from '../test-support/import-draft';
import { NETWORKS } from '../test-support/networks';
import { exportOnnxTwin } from './onnx-twin';
import { exportTfliteTwin } from './tflite-twin';

/** As our importers read the files, which tests of their own compare with onnxruntime and TensorFlow Lite. */
function readBack(name: string, bytes: Uint8Array): Model {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return importNetwork(path).model;
}

/** Mean difference of scores, in multiples of the largest one. */
function meanDifference(imported: Model): number {
  const [ours, theirs] = [
    readBack('twin.onnx', exportOnnxTwin(imported, 'int8')),
    readBack('twin.tflite', exportTfliteTwin(imported)),
  ];
  let [sum, count, largest] = [0, 0, 0];
  for (const image of randomImages(imported, 4, 7)) {
    const [a, b] = [run(ours, image).data, run(theirs, image).data];
    expect(a).toHaveLength(b.length);
    for (const [k, score] of Array.from(a, Number).entries()) {
      sum += Math.abs(score - Number(b[k]));
      largest = Math.max(largest, Math.abs(score));
      count++;
    }
  }
  expect(largest).toBeGreaterThan(0);
  return sum / count / largest;
}

/** The others have layers of several bits, or Concat. */
const WITH_TWIN = ['reference-plus', 'BinaryNet', 'VGG-small'];

test.each(NETWORKS.filter(([name]) => WITH_TWIN.includes(name)))('%s computes what the ONNX twin does', (_, make) => {
  expect(meanDifference(importDraft(make(3)))).toBeLessThan(2 / 255);
});

const windowOf = (size: number, stride: number, [top, left, bottom, right]: readonly number[]): Window => ({
  ...{ size: [size, size], stride: [stride, stride], dilation: [1, 1] },
  padding: { top, left, bottom, right },
});

/** conv1 → conv2 with that window → mean; with a shortcut around conv2 where asked for. */
function convolutionOf(window: Window, groups = 1, hasShortcut = false): Model {
  const filters = 6;
  const side = Math.floor((10 + window.padding.top + window.padding.bottom - 3) / window.stride[0]) + 1;
  const none = [0, 0, 0, 0];
  const weightsOf = (length: number) => Float32Array.from({ length }, (_, k) => Math.sin(k * k));
  const layers: Layer[] = [
    { kind: 'normalize', name: 'rescale', inputs: ['input'], zeroPoints: new Uint8Array(3).fill(128), scale: 1 / 128 },
    {
      ...{ kind: 'conv2d', name: 'conv1', inputs: ['rescale'], filters, window: windowOf(3, 1, none), groups: 1 },
      ...{ weights: weightsOf(filters * 27), bias: null, weightBits: 8 },
    },
    {
      ...{ kind: 'conv2d', name: 'conv2', inputs: ['conv1'], filters, window, groups },
      ...{
        weights: weightsOf((filters * 9 * 6) / groups),
        bias: Float64Array.from({ length: filters }, (_, k) => k / 8),
      },
      weightBits: 8,
    },
    ...(hasShortcut
      ? [{ kind: 'add', name: 'sum', inputs: ['conv2', 'conv1'], element: 'float64' } satisfies Layer]
      : []),
    {
      ...{ kind: 'average-pool', name: 'mean', inputs: [hasShortcut ? 'sum' : 'conv2'], element: 'float64' },
      window: windowOf(side, 1, none),
    },
  ];
  return { name: 'small', input: { height: 12, width: 12, channels: 3 }, layers };
}

test.each<[string, Window, number]>([
  ['padded on both sides where "same" pads one', windowOf(3, 2, [1, 1, 1, 1]), 1],
  ['of the image on one side alone', windowOf(3, 1, [2, 0, 0, 2]), 1],
  ['of each channel by itself', windowOf(3, 1, [1, 1, 1, 1]), 6],
])('a convolution %s', (_, window, groups) => {
  expect(meanDifference(convolutionOf(window, groups))).toBeLessThan(2 / 255);
});

test('a shortcut around a convolution', () => {
  expect(meanDifference(convolutionOf(windowOf(3, 1, [1, 1, 1, 1]), 1, true))).toBeLessThan(2 / 255);
});

test('groups of several channels, which its int8 kernels do not have, are rejected by the layer', () => {
  expect(() => exportTfliteTwin(convolutionOf(windowOf(3, 1, [1, 1, 1, 1]), 2))).toThrow(
    errorLike(
      'E_LAYER',
      /TensorFlow Lite twin: conv2.*expected all channels in one group, or each in its own, got 2 groups/,
    ),
  );
});
