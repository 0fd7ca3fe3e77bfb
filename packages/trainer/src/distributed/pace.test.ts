import { watchPace } from './pace';

const HOSTS = ['a', 'a', 'b'];
const STEPS = 20;

function compare(times: readonly number[], windows = 1): string[] {
  const said: string[] = [];
  const watch = watchPace(HOSTS, (sentence) => said.push(sentence));
  for (let step = 0; step < windows * STEPS; step++) watch.compare(times);
  return said;
}

test('a rank that takes 1.5 times as long as the others is named once, with both times', () => {
  expect(compare([40, 40, 61], 3)).toEqual([
    'rank 2 (b) computes 61 ms per step, the others 40 ms: all ranks wait for it',
  ]);
});

test('one slow step, a smaller difference or a few milliseconds are not reported', () => {
  const said: string[] = [];
  const watch = watchPace(HOSTS, (sentence) => said.push(sentence));
  for (let step = 0; step < STEPS; step++) watch.compare(step === 3 ? [40, 40, 200] : [40, 40, 40]);
  expect(said).toEqual([]);
  expect(compare([40, 40, 59])).toEqual([]);
  expect(compare([2, 2, 6])).toEqual([]);
});
