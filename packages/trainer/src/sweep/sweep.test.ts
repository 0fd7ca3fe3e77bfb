// Whole sweeps of a tiny network on the committed slice of real images, by the command line, as users run them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipUnless, findProgram, temporaryFolder } from '@bitplane/cli/test-support';
import {
  allGone,
  SLICE,
  start,
  tinyNetwork,
  TRAINER,
  writePidTo,
  type Ended,
  type Running,
} from '../test-support/ranks';
import type { Checkpoint } from '../training/checkpoint-schema';
import type { SweepResults } from './results';

jest.setTimeout(120_000);

const withMpirun = skipUnless(findProgram('mpirun'), 'mpirun');

let folder: string;
let network: string;
let spec: string;
/** What the sweep of the SPEC gives when nothing disturbs it. */
let undisturbed: string;

const EPOCHS = 16;
const SPEC = {
  recipe: 'quickstart',
  data: SLICE,
  limit: 120,
  validation: 40,
  set: { epochs: EPOCHS, batchSize: 4 },
  // The third diverges at its first step, the fourth cannot be trained at all.
  grid: { 'optimizer.peakRate': [0.001, 0.02, 1e30, -1] },
  halving: { rungs: [6], eta: 4 },
};

const writeSpec = (name: string, changes: object = {}): string => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ network, ...SPEC, ...changes }));
  return file;
};

const startSweep = (out: string, ...words: string[]): Running =>
  start(process.execPath, [TRAINER, 'sweep', spec, '--out', join(folder, out), ...words]);

const run = (out: string, ...words: string[]): Promise<Ended> => startSweep(out, ...words).ended;

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

const table = ({ stdout }: Ended): string => /┌[^]*?#4 failed.*$/m.exec(stdout)?.[0] ?? `no table:\n${stdout}`;

beforeAll(async () => {
  folder = temporaryFolder();
  network = tinyNetwork(writePidTo(join(folder, 'pids')));
  spec = writeSpec('spec');
  const ended = await run('undisturbed', '--jobs', '1', '--launcher', 'processes');
  expect(ended).toMatchObject({ code: 0 });
  undisturbed = table(ended);
});

/** Waits until a run has trained some of its epochs. Returns how many. */
async function untilInside(out: string, configuration: number): Promise<number> {
  const path = join(folder, out, `runs/${configuration}/seed-1/checkpoint/checkpoint.json`);
  for (;;) {
    const epoch = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Checkpoint).position.epoch : 0;
    if (epoch > 0) return epoch;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The processes of runs that are or were there: the network file writes them down. */
const pids = (): number[] => read('pids').trim().split('\n').map(Number);

test('the best configuration trains to its end, others stop at the rung, and failures are listed with their reasons', () => {
  const { configurations, best, isComplete } = JSON.parse(read('undisturbed/results.json')) as SweepResults;
  expect(isComplete).toBe(true);
  expect(configurations.map(({ state, epochs, totalEpochs }) => [state, epochs, totalEpochs])).toEqual([
    ['finished', EPOCHS, EPOCHS],
    ['stopped', 6, EPOCHS],
    ['failed', 0, EPOCHS],
    ['failed', 0, null],
  ]);
  expect(configurations.map(({ reason }) => reason)).toEqual([
    null,
    null,
    expect.stringMatching(
      /^the loss became NaN at epoch 1, step \d+: training stopped before it could damage the weights$/,
    ),
    expect.stringMatching(/^recipe quickstart: optimizer\.peakRate: expected number to be >0, got -1$/),
  ]);
  const [first] = configurations;
  expect(best).toEqual({ configuration: first.number, seed: 1, folder: first.runs[0].folder });
  expect(first.accuracy?.mean).toBe(first.runs[0].accuracies[EPOCHS - 1]);
  expect(existsSync(join(folder, 'undisturbed', first.runs[0].folder, 'model.json'))).toBe(true);
  expect(read('undisturbed/sweep.html')).toContain("default-src 'none'");
});

test('a sweep that is killed in the middle leaves no process, continues, and gives the same table in every bit', async () => {
  const sweep = startSweep('killed', '--jobs', '2', '--launcher', 'processes');
  await untilInside('killed', 2);
  sweep.child.kill('SIGKILL');
  await sweep.ended;
  await allGone(pids());
  const epoch = await untilInside('killed', 2);
  expect(epoch).toBeLessThan(6);

  expect(table(await run('killed', '--jobs', '2', '--launcher', 'processes'))).toBe(undisturbed);
  expect(read('killed/results.json')).toBe(read('undisturbed/results.json'));
  expect(read('killed/runs/2/seed-1/log.txt')).toMatch(/continuing after/);
});

test('Ctrl-C stops all runs after their step, with checkpoints, and the same command continues', async () => {
  const sweep = startSweep('interrupted', '--jobs', '2', '--launcher', 'processes');
  await untilInside('interrupted', 1);
  sweep.child.kill('SIGINT');
  const { code, stderr } = await sweep.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /error \(E_INTERRUPTED\): the sweep stopped, \d+ runs of this stage .*trainer:sweep .*spec\.json --out \S+interrupted/,
  );
  await allGone(pids());
  expect(read('interrupted/runs/1/seed-1/log.txt')).toContain('error (E_INTERRUPTED): training stopped after');
  expect(JSON.parse(read('interrupted/results.json'))).toMatchObject({ isComplete: false, best: null });
  expect(table(await run('interrupted'))).toBe(undisturbed);
});

test('a finished sweep repeats nothing, and says its table again', async () => {
  const logs = [1, 2, 3].map((k) => read(`undisturbed/runs/${k}/seed-1/log.txt`));
  const ended = await run('undisturbed');
  expect(ended.stderr).not.toContain('trained after');
  expect(table(ended)).toBe(undisturbed);
  expect([1, 2, 3].map((k) => read(`undisturbed/runs/${k}/seed-1/log.txt`))).toEqual(logs);
});

test('another SPEC in the folder is rejected by the field that differs; --overwrite starts over', async () => {
  const before = spec;
  spec = writeSpec('other', { validation: 30, set: { epochs: 1 }, halving: undefined });
  const rejected = await run('undisturbed');
  expect(rejected.code).toBe(2);
  expect(rejected.stderr).toMatch(/has a sweep with set\.epochs 16, got 1: give another --out, .*--overwrite/);
  expect((await run('overwritten')).code).toBe(0);
  spec = writeSpec('again', { validation: 30, set: { epochs: 1 }, halving: undefined, grid: { labelSmoothing: [0] } });
  expect((await run('overwritten', '--overwrite')).code).toBe(0);
  expect(JSON.parse(read('overwritten/results.json'))).toMatchObject({ configurations: { length: 1 } });
  expect(existsSync(join(folder, 'overwritten/runs/2'))).toBe(false);
  spec = before;
});

test('a sweep of which all runs fail ends with an error', async () => {
  const before = spec;
  spec = writeSpec('hopeless', { grid: { 'optimizer.peakRate': [1e30, 1e31] } });
  const { code, stderr } = await run('hopeless');
  expect(code).toBe(1);
  expect(stderr).toMatch(/error \(E_TRAINING\): all 2 configurations failed; the first one: the loss became NaN/);
  spec = before;
});

test('a run that is killed is a failure of this time, which the next start tries again', async () => {
  const sweep = startSweep('run-killed', '--jobs', '1', '--launcher', 'processes');
  await untilInside('run-killed', 1);
  process.kill(pids().at(-1)!, 'SIGKILL');
  const { code, stderr, stdout } = await sweep.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('runs/1/seed-1: failed: its process was ended by SIGKILL');
  expect(stdout).toContain('#1 failed: its process was ended by SIGKILL');
  expect(table(await run('run-killed'))).toBe(undisturbed);
});

withMpirun('mpirun and child processes give the same table, whatever the number of runs at a time', async () => {
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, 'localhost slots=2\n');
  expect(table(await run('mpirun', '--hostfile', hosts))).toBe(undisturbed);
  expect(read('mpirun/results.json')).toBe(read('undisturbed/results.json'));
});

withMpirun('no run outlives a sweep that is killed, started by mpirun either', async () => {
  const sweep = startSweep('mpirun-killed', '--jobs', '2', '--launcher', 'mpirun');
  await untilInside('mpirun-killed', 1);
  sweep.child.kill('SIGKILL');
  await sweep.ended;
  await allGone(pids());
  expect(table(await run('mpirun-killed', '--jobs', '2', '--launcher', 'mpirun'))).toBe(undisturbed);
});

withMpirun('a host that cannot be reached is left out, and its runs go to the others', async () => {
  const hosts = join(folder, 'partly-lost');
  writeFileSync(hosts, 'no-such-host.invalid slots=1\nlocalhost slots=1\n');
  const ended = await run('host-lost', '--hostfile', hosts);
  expect(ended.stderr).toMatch(/no-such-host\.invalid is left out from now on: /);
  expect(table(ended)).toBe(undisturbed);
});
