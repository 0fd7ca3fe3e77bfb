// A network with live scales, from its file to an export that says what freezing them did.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type Model } from '@bitplane/model';
import { calibratedBy, calibrationSet, frozenNote } from './calibration';
import { convert } from './convert';
import { exportModel } from './export';
import { importNetwork } from './importers';
import { errorLike } from '@bitplane/cli/test-support';
import { writeCifar10 } from './test-support/cifar10-file';
import { LayersModelDraft, writeLayersModel } from './test-support/layers-model-files';
import { binaryConv, norm } from './test-support/networks/parts';

let folder: string;
let lines: string[];

const live = (more: object = {}) => ({ name: 'residual-sign', bits: 2, scale: 'live', ...more });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-calibration-'));
  mkdirSync(join(folder, 'train'));
  lines = [];
  const draft = new LayersModelDraft(4, 32)
    .add('Rescaling', { name: 'rescale', scale: 1 / 128, offset: -1 })
    .add(...binaryConv('a', [3, 4], { stride: 4, more: { input_quantizer: live() } }))
    .add(...norm('na', 4))
    .add(...binaryConv('b', [4, 10], { stride: 2, more: { input_quantizer: live({ bits: 1 }) } }))
    .add('GlobalAveragePooling2D', { name: 'average' });
  writeLayersModel(join(folder, 'train'), draft);
});
afterEach(() => rmSync(folder, { recursive: true }));

const exportTo = (out: string, more: object = {}) =>
  exportModel({
    ...{
      network: 'small',
      model: join(folder, 'train'),
      out: join(folder, out),
      goldenImages: 1,
      only: ['blob'],
      ...more,
    },
    print: (line) => lines.push(line),
  });

const cifar10 = (numImages: number): string => writeCifar10(join(folder, 'images.bin'), numImages);

test('scales are the means over the calibration images, layer by layer', () => {
  const set = calibrationSet(undefined, { height: 32, width: 32, channels: 3 });
  const { model, frozenLayers } = importNetwork(join(folder, 'train'), calibratedBy(undefined));
  expect(frozenLayers).toEqual(['a', 'b']);
  const rests = set.calibration.flatMap(({ data }) => Array.from(data, (byte) => byte / 128 - 1));
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + Math.abs(x), 0) / values.length;
  const first = mean(rests);
  const second = mean(rests.map((x) => x - (x >= 0 ? first : -first)));
  const layer = model.layers.find(({ kind }) => kind === 'residual-sign') as Extract<
    Model['layers'][number],
    { scales: unknown }
  >;
  expect([...layer.scales]).toEqual([expect.closeTo(first, 6), expect.closeTo(second, 6)]);
});

test('an export says what was frozen and how many classes stay, or the accuracy where images have labels', () => {
  exportTo('made');
  expect(lines[0]).toMatch(
    /^note: froze the live scales of a, b by 16 images made from seed 2: \d+\.\d % of 32 others keep/,
  );
  lines = [];
  exportTo('labelled', { images: cifar10(48) });
  expect(lines[0]).toMatch(
    /by 16 images of .*images\.bin: on 32 others accuracy was \d+\.\d % with live scales and is \d+/,
  );
});

test('accuracy is that of the frozen network, and of one whose scales are those of the test images', () => {
  const { model: frozen } = importNetwork(join(folder, 'train'), calibratedBy(undefined));
  const set = calibrationSet(undefined, frozen.input);
  const { model: alive } = importNetwork(join(folder, 'train'), { calibrationImages: () => set.test });
  const classOf = (model: Model, index: number) => {
    const scores = [...run(model, set.test[index]).data];
    return scores.indexOf(Math.max(...scores));
  };
  const labels = set.test.map((_, index) => classOf(alive, index));
  const note = frozenNote({ layers: ['a'], set: { ...set, labels, from: 'x' }, frozen, live: alive });
  expect(note).toMatch(/accuracy was 100\.0 % with live scales/);
});

test('a file of fewer images is shared out', () => {
  const file = cifar10(6);
  const set = calibrationSet(file, { height: 32, width: 32, channels: 3 });
  expect([set.calibration.length, set.test.length, set.labels]).toEqual([2, 4, [2, 3, 4, 5]]);
});

test('whether it can be exported is seen by one image; an importer that is given none rejects it', () => {
  expect(convert(join(folder, 'train'), { name: 'small' }).frozenLayers).toEqual(['a', 'b']);
  expect(() => importNetwork(join(folder, 'train'))).toThrow(errorLike('E_LAYER', /layer a: .*live; .*'frozen'/));
});
