import { groupTimes } from './profile';
import { ratioLines, speedLines, timeTable, type BenchRecord } from './report';
import { median } from './statistics';

const operation = (name: string, ms: number, shapes = '[64]') => ({ name, shapes, ms, calls: 2 });

const RECORD: BenchRecord = {
  network: 'resnet-20',
  batchSize: 64,
  threads: 2,
  pytorch: '2.8.0',
  // The second round was slow for everybody.
  stepMs: { plain: [200, 800, 200], ours: [50, 200, 40], pytorch: [100, 400, 100] },
  floorMs: 80,
  operations: {
    before: [operation('MaxPoolGrad', 40), operation('Conv2DBackpropFilter', 30), operation('Mul', 20)],
    after: [operation('BitplaneMaxPoolGradient', 4), operation('BitplaneSignConv2DFilterGradient', 6)],
  },
  profiledMs: { before: 100, after: 12.5 },
};

test('operations of TensorFlow and their native counterparts are in one group', () => {
  const [before, after] = [RECORD.operations.before, RECORD.operations.after].map(groupTimes);
  expect(before.get('max-pool gradient')).toBe(40);
  expect(after.get('max-pool gradient')).toBe(4);
  expect(after.get('convolution, filter gradient')).toBe(6);
  expect(before.get('products, other sums, means, comparisons')).toBe(20);
});

test('an addition is a shortcut where both tensors have one shape, else a bias or an offset', () => {
  const times = groupTimes([
    operation('Add', 1, '[8, 32, 32, 16] [8, 32, 32, 16]'),
    operation('Add', 2, '[8, 10] [10]'),
    operation('AddN', 4, '[]'),
    operation('ConcatV2', 8, '[8, 16, 16, 16] [8, 16, 16, 16] []'),
    operation('AvgPoolGrad', 16, '[4] [8, 8, 8, 32]'),
    operation('Exp', 32, '[8, 10]'),
  ]);
  const some = [...times].filter(([, ms]) => ms > 0);
  expect(some).toEqual([
    ['average pool and its gradient', 16],
    ['shortcuts: concatenation, its gradient', 8],
    ['shortcuts: sums of two tensors of one shape', 1],
    ['products, other sums, means, comparisons', 6],
    ['all other operations', 32],
  ]);
});

test('the ratios are medians of the rounds, not ratios of medians of different rounds', () => {
  expect(ratioLines(RECORD)).toEqual(['ratio to plain TensorFlow.js: 4.00', 'ratio to PyTorch: 2.00']);
  expect(speedLines(RECORD)).toEqual([
    'network resnet-20, batch 64, 2 threads, forward, backward and update',
    "floor, TensorFlow's convolutions alone: 800 images/s (80.0 ms a step)",
    'PyTorch 2.8.0: 640 images/s',
    'plain TensorFlow.js: 320 images/s',
    'ours: 1280 images/s',
  ]);
});

test('without PyTorch its lines are not there', () => {
  const record = { ...RECORD, pytorch: null, stepMs: { ...RECORD.stepMs, pytorch: null } };
  expect([...speedLines(record), ...ratioLines(record)].join('\n')).not.toContain('PyTorch');
});

test('the table ends with the step and the number of calls', () => {
  const text = timeTable(RECORD).join('\n');
  expect(text).toMatch(/JavaScript between operations +│ +10\.0 │ +2\.5/);
  expect(text).not.toContain('batch norm');
  expect(text).toMatch(/max-pool gradient +│ +40\.0 │ +4\.0/);
  expect(text).toMatch(/TensorFlow calls per step +│ +6 │ +4/);
});

test('the median of an even number is the mean of the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
