import { clock, showProgress } from './progress';
import { collectStream } from './test-support';

test('without a terminal prints a line after five seconds, and then every five', () => {
  const { stream, text } = collectStream(false);
  let time = 0;
  const progress = showProgress({ stream, now: () => time });
  for (time = 0; time <= 12_000; time += 1000) progress.update(time, 12_000, () => `at ${time}`);
  progress.stop();
  expect([progress.isBar, text()]).toEqual([false, 'at 5000\nat 10000\n']);
});

test('without a terminal prints what is due at once, and counts from there', () => {
  const { stream, text } = collectStream(false);
  let time = 0;
  const progress = showProgress({ stream, now: () => time });
  progress.update(1, 2, () => 'half', true);
  time = 4999;
  progress.update(2, 2, () => 'whole');
  expect(text()).toBe('half\n');
});

test('on a terminal shows a bar, which may get another total', () => {
  const { stream, text } = collectStream(true);
  const progress = showProgress({ stream });
  progress.update(1, 4, () => 'first');
  progress.update(8, 10, () => 'second');
  progress.stop();
  expect(progress.isBar).toBe(true);
  expect(text()).toContain('25 %  first');
  expect(text()).toContain('80 %  second');
});

test('on a terminal of no columns, and where nothing was done, there is no bar', () => {
  const { stream, text } = collectStream(true);
  expect(showProgress({ stream: Object.assign(stream, { columns: 0 }) }).isBar).toBe(false);
  showProgress({ stream: Object.assign(stream, { columns: 80 }) }).stop();
  expect(text()).toBe('');
});

test('time is written as minutes and seconds, with hours when there are any', () => {
  expect([0, 59.6, 125, 3605].map(clock)).toEqual(['0:00', '1:00', '2:05', '1:00:05']);
});
