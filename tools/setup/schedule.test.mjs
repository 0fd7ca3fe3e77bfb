import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSteps } from './schedule.mjs';

const silent = { begin() {}, end() {}, fail() {} };

/** A step that writes down when it fetches and runs. */
const step = (name, log, changes = {}) => ({
  name,
  needs: [],
  isDone: () => false,
  fetch: () => void log.push(`fetch ${name}`),
  run: () => void log.push(`run ${name}`),
  ...changes,
});

test('downloads begin at once, a step runs after those that it needs', async () => {
  const log = [];
  const packages = step('packages', log, {
    run: () => new Promise((resolve) => setTimeout(resolve, 20)).then(() => log.push('run packages')),
  });
  const failed = await runSteps([packages, step('data', log, { needs: ['packages'] })], {}, silent);
  assert.deepEqual(failed, []);
  assert.deepEqual(log, ['fetch packages', 'fetch data', 'run packages', 'run data']);
});

test('what is there is kept, unless only the tool itself knows', async () => {
  const log = [];
  const done = { isDone: () => true };
  await runSteps([step('zig', log, done), step('runtime', log, { ...done, alwaysRun: true })], {}, silent);
  assert.deepEqual(
    log.filter((line) => line.startsWith('run')),
    ['run runtime'],
  );
});

test('a failure stops what needs the step, nothing else, and is told', async () => {
  const [log, told] = [[], []];
  const failing = step('packages', log, { run: () => Promise.reject(new Error('no network')) });
  const progress = { ...silent, fail: (name, text) => told.push(`${name}: ${text}`) };
  const failed = await runSteps([failing, step('data', log, { needs: ['packages'] }), step('zig', log)], {}, progress);
  assert.deepEqual(
    failed.map(({ name }) => name),
    ['packages', 'data'],
  );
  assert.deepEqual(told, ['packages: no network', 'data: not tried, as it needs packages']);
  assert.ok(log.includes('run zig') && !log.includes('run data'));
});

test('a need that was not asked for counts as done', async () => {
  const log = [];
  assert.deepEqual(await runSteps([step('data', log, { needs: ['packages'] })], {}, silent), []);
  assert.ok(log.includes('run data'));
});
