import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSuites } from './run-suites.mjs';
import { summaryOf } from './summary.mjs';

const counts = (passed, failed = 0, skipped = []) => ({ passed, failed, skipped, output: 'what it printed' });
const suite = (name, run, lacks) => ({ name, what: name, run: async () => run(), lacks });

/** The closing line and exit code of these suites, and what was said meanwhile. */
async function outcomeOf(suites, ci = false) {
  const said = [];
  const { lines, exitCode } = summaryOf(await runSuites(suites, { ci, say: (line) => said.push(line) }));
  return { closing: lines.at(-1), lines, exitCode, said: said.join('\n') };
}

test('adds everything up and closes with one line', async () => {
  const { closing, exitCode, said } = await outcomeOf([suite('a', () => counts(3)), suite('b', () => counts(4))]);
  assert.equal(closing, '7 passed, 0 failed');
  assert.equal(exitCode, 0);
  assert.ok(!said.includes('what it printed'));
});

test('a failure shows what its suite printed, later suites still run', async () => {
  const { closing, exitCode, said } = await outcomeOf([suite('a', () => counts(3, 1)), suite('b', () => counts(4))]);
  assert.equal(closing, '7 passed, 1 failed');
  assert.equal(exitCode, 1);
  assert.ok(said.includes('what it printed'));
});

test('what a suite lacks is a named skip, and a failure under CI', async () => {
  const suites = [
    suite('a', () => counts(3)),
    suite(
      'arm',
      () => counts(1),
      () => 'qemu is missing',
    ),
  ];
  const here = await outcomeOf(suites);
  assert.equal(here.closing, '3 passed, 0 failed, 1 skipped');
  assert.ok(here.lines.includes('skipped in arm: qemu is missing'));
  assert.equal(here.exitCode, 0);
  const underCi = await outcomeOf(suites, true);
  assert.equal(underCi.closing, '3 passed, 1 failed');
  assert.ok(underCi.said.includes('qemu is missing'));
});

test('a suite that breaks or runs nothing has failed, and so has a run without tests', async () => {
  const breaking = () => {
    throw new Error('no report');
  };
  assert.equal((await outcomeOf([suite('a', breaking)])).closing, '0 passed, 1 failed');
  assert.equal((await outcomeOf([suite('a', () => counts(0))])).closing, '0 passed, 1 failed');
  assert.equal((await outcomeOf([])).exitCode, 1);
});

test('neighbours of one core each run two at a time, all others alone, and results keep the order', async () => {
  let [running, highest] = [0, 0];
  const seen = {};
  const slow = (name, isOfOneCore) => ({
    ...suite(name, async () => {
      running++;
      seen[name] = running;
      highest = Math.max(highest, running);
      await new Promise((resolve) => setTimeout(resolve, name === 'b' ? 60 : 20));
      running--;
      return counts(1);
    }),
    isOfOneCore,
  });
  const suites = [slow('a'), slow('b', true), slow('c', true), slow('d', true), slow('e'), slow('f', true)];
  const run = async (cores) => {
    highest = 0;
    return (await runSuites(suites, { ci: false, say: () => undefined, cores })).map(({ name }) => name);
  };
  assert.deepEqual(await run(4), ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.equal(highest, 2);
  assert.deepEqual([seen.a, seen.e, seen.f], [1, 1, 1]);
  await run(1);
  assert.equal(highest, 1);
});
