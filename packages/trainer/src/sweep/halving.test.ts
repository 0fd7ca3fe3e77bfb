import { decide, type Contender } from './halving';

/** A contender whose runs have come to these accuracies. */
const contender = (epochs: number, ...accuracies: number[][]): Contender => ({
  epochs,
  runs: accuracies.map((each) => ({
    isStarted: each.length > 0,
    accuracies: each,
    isFinished: each.length === epochs,
    failure: null,
  })),
});

const failed = (contender: Contender, run = 0): Contender => ({
  ...contender,
  runs: contender.runs.map((each, k) => (k === run ? { ...each, failure: 'the loss became NaN' } : each)),
});

const HALVING = { rungs: [1, 2], eta: 2 };
const due = (contenders: Contender[], halving: typeof HALVING | null = HALVING) =>
  decide(contenders, halving).due.map(({ contender: index, run, untilEpoch }) => [index, run, untilEpoch]);
const states = (contenders: Contender[]) =>
  decide(contenders, HALVING).standings.map(({ index, state, epochs }) => [index, state, epochs]);

test('all train to the first rung; who is there waits', () => {
  expect(due([contender(4, []), contender(4, [0.1]), contender(4, [])])).toEqual([
    [0, 0, 1],
    [2, 0, 1],
  ]);
});

test('at a rung the best go on, rounded down, but at least one', () => {
  const five = [0.1, 0.5, 0.3, 0.4, 0.2].map((accuracy) => contender(4, [accuracy]));
  expect(due(five)).toEqual([
    [1, 0, 2],
    [3, 0, 2],
  ]);
  expect(due(five, { rungs: [1], eta: 100 })).toEqual([[1, 0, 4]]);
  expect(due(five, { rungs: [1], eta: 1.25 }).length).toBe(4);
});

test('what has been trained beyond a rung does not count there', () => {
  expect(due([contender(4, [0.2, 0.9]), contender(4, [0.3])])).toEqual([[1, 0, 2]]);
});

test('of equal accuracies the first one goes on', () => {
  expect(due([contender(4, [0.5]), contender(4, [0.5])])).toEqual([[0, 0, 2]]);
});

test('the mean over the seeds counts', () => {
  expect(due([contender(4, [0.6], [0.1]), contender(4, [0.4], [0.4])])).toEqual([
    [1, 0, 2],
    [1, 1, 2],
  ]);
});

test('a contender that fails is never kept, and its place is not given to another', () => {
  const four = [failed(contender(4, [0.9])), contender(4, [0.1]), contender(4, [0.3]), contender(4, [0.2])];
  expect(due(four)).toEqual([
    [2, 0, 2],
    [3, 0, 2],
  ]);
  expect(due([failed(contender(4, [])), failed(contender(4, [])), contender(4, [0.3])])).toEqual([[2, 0, 2]]);
});

test('the other seeds of one that fails still come to the rung: what they do must not depend on the order', () => {
  expect(due([failed(contender(4, [], [])), contender(4, [0.1], [0.1])])).toEqual([[0, 1, 1]]);
});

test('one with fewer epochs than a rung is compared at its end', () => {
  expect(due([contender(1, [0.9]), contender(4, [0.5])])).toEqual([]);
  expect(states([contender(1, [0.9]), contender(4, [0.5])])).toEqual([
    [0, 'finished', 1],
    [1, 'stopped', 1],
  ]);
});

test('an end that has no finished run yet is due, although all epochs are trained', () => {
  const { epochs, runs } = contender(1, [0.5]);
  expect(due([{ epochs, runs: [{ ...runs[0], isFinished: false }] }], null)).toEqual([[0, 0, 1]]);
});

test('who came further is before who is more accurate; who failed is last', () => {
  const all = [
    failed(contender(3, [0.9])),
    contender(3, [0.5, 0.3]),
    contender(3, [0.1]),
    contender(3, [0.6, 0.2]),
    contender(3, [0.7, 0.8, 0.4]),
    contender(3, [0.2]),
    contender(3, [0.3]),
  ];
  expect(states(all)).toEqual([
    [4, 'finished', 3],
    [1, 'stopped', 2],
    [3, 'stopped', 2],
    [6, 'stopped', 1],
    [5, 'stopped', 1],
    [2, 'stopped', 1],
    [0, 'failed', 0],
  ]);
});

test('settings that cannot be trained are failed from the start', () => {
  expect(states([{ epochs: null, runs: [] }, contender(1, [0.5])])).toEqual([
    [1, 'finished', 1],
    [0, 'failed', 0],
  ]);
});

test('when all have failed nothing is due', () => {
  expect(decide([failed(contender(4, [])), failed(contender(4, []))], HALVING)).toMatchObject({
    due: [],
    standings: [{ state: 'failed' }, { state: 'failed' }],
  });
});
