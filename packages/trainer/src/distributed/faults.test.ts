// Ranks that die, stop, differ or are slow; users that press Ctrl-C.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import {
  allGone,
  onRanks,
  pidOf,
  runTrainer,
  SLICE,
  start,
  startTrainer,
  tinyNetwork,
  WRITE_PID,
  weightsOf,
} from '../test-support/ranks';

jest.setTimeout(300_000);

let folder: string;
beforeAll(() => (folder = temporaryFolder()));

const TRAIN = ['--recipe', 'quickstart', '--limit', '128'];

const bits = (out: string): string => Buffer.from(weightsOf(out).buffer).toString('hex');

const pidsOf = (network: string): number[] => [0, 1].map((rank) => pidOf(network, rank));

onRanks(
  'a rank that is killed ends all, by name; the run continues on as many ranks, to the bit, or on others',
  async () => {
    const network = tinyNetwork(WRITE_PID);
    const words = ['--network', network, ...TRAIN, '--epochs', '100', '--checkpoint-every', '0'];
    const out = join(folder, 'killed');
    const run = startTrainer([...words, '--out', out, '--distributed', '2']);
    await run.says(/epoch 3\/100/);
    const pids = pidsOf(network);
    process.kill(pids[1], 'SIGKILL');
    const killed = performance.now();
    const { code, stderr } = await run.ended;
    expect(performance.now() - killed).toBeLessThan(10_000);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error \(E_TRAINING\): rank 1 \(\S+\) .*--resume/);
    await allGone(pids);

    await runTrainer(['--network', network, '--out', out, '--resume', '--distributed', '2']);
    const whole = join(folder, 'whole');
    await runTrainer([...words, '--out', whole, '--distributed', '2']);
    expect(bits(out)).toBe(bits(whole));
  },
);

onRanks('Ctrl-C ends all ranks after the step, with a checkpoint that any number of ranks continues', async () => {
  const network = tinyNetwork(WRITE_PID);
  const out = join(folder, 'interrupted');
  const words = ['--network', network, '--out', out];
  const run = startTrainer([...words, ...TRAIN, '--epochs', '60', '--distributed', '2']);
  await run.says(/epoch 2\/60/);
  run.child.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/error \(E_INTERRUPTED\): training stopped after .*--distributed 2 --resume/);
  expect(stderr.match(/error \(/g)).toHaveLength(1);
  await allGone(pidsOf(network));
  await runTrainer([...words, '--resume', '--threads', '1']);
  expect(JSON.parse(readFileSync(join(out, 'history.json'), 'utf8'))).toMatchObject({
    epochs: { length: 60 },
  });
});

onRanks('no rank outlives the program that started it', async () => {
  const network = tinyNetwork(WRITE_PID);
  const run = startTrainer([
    '--network',
    network,
    '--out',
    join(folder, 'orphans'),
    ...TRAIN,
    '--epochs',
    '5000',
    '--distributed',
    '2',
  ]);
  await run.says(/epoch 2\/5000/);
  run.child.kill('SIGKILL');
  await allGone(pidsOf(network));
});

onRanks('a rank that stops is named with the collective, others wait, and go on when it does', async () => {
  const network = tinyNetwork(WRITE_PID);
  const out = join(folder, 'stalled');
  const run = startTrainer([
    '--network',
    network,
    '--out',
    out,
    ...TRAIN,
    '--epochs',
    '60',
    '--distributed',
    '2',
    '--stall-after',
    '2',
  ]);
  await run.says(/epoch 2\/60/);
  const pid = pidOf(network, 1);
  process.kill(pid, 'SIGSTOP');
  const [, number] = await run.says(/rank 1 \(\S+\) stopped before all(?:reduce|gather) (\d+) \(.+\); others wait/);
  process.kill(pid, 'SIGCONT');
  expect((await run.ended).code).toBe(0);
  const reports = readdirSync(join(out, 'logs')).filter((name) => name.startsWith('stall-'));
  expect(reports).toEqual([`stall-${number}.json`]);
  const report = JSON.parse(readFileSync(join(out, 'logs', reports[0]), 'utf8')) as {
    missing: number[];
    ranks: { collectives: { number: number; bytes: number; microseconds: number | null }[] | null }[];
  };
  expect(report.missing).toEqual([1]);
  expect(report.ranks[0].collectives?.at(-1)).toMatchObject({ number: Number(number), microseconds: null });
  expect(report.ranks[0].collectives?.length).toBeLessThanOrEqual(64);
  expect(report.ranks[1].collectives).toBeNull();
});

onRanks('a rank that does not come back ends the run', async () => {
  const network = tinyNetwork(WRITE_PID);
  const run = startTrainer([
    '--network',
    network,
    '--out',
    join(folder, 'lost'),
    ...TRAIN,
    '--epochs',
    '5000',
    '--distributed',
    '2',
    '--stall-after',
    '2',
  ]);
  await run.says(/epoch 2\/5000/);
  const pids = pidsOf(network);
  process.kill(pids[1], 'SIGSTOP');
  const { code, stderr } = await run.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error \(E_TRAINING\): rank 1 \(\S+\) stopped before .* did not come back within 12 s.*--resume/,
  );
  await allGone(pids);
});

onRanks('mpirun starts ranks directly, which know who they are', async () => {
  const network = tinyNetwork(
    "console.log(['RANK', 'LOCAL_RANK', 'WORLD_SIZE'].map((name) => process.env[name]).join());",
  );
  const out = join(folder, 'direct');
  const words = [
    '--oversubscribe',
    '-n',
    '2',
    'npx',
    'bitplane-trainer',
    'train',
    '--data',
    SLICE,
    ...TRAIN,
    '--network',
    network,
    '--out',
    out,
  ];
  expect(await start('mpirun', words).ended).toMatchObject({ code: 0 });
  for (const rank of [0, 1]) {
    expect(readFileSync(join(out, 'logs', `rank-${rank}.log`), 'utf8')).toContain(`${rank},${rank},2\n`);
  }
});

test('without mpirun, --distributed says what to install', async () => {
  const { code, stderr } = await startTrainer(['--distributed', '2'], { PATH: temporaryFolder() }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error \(E_SETUP\): .*apt-get install openmpi-bin.*brew install open-mpi.*dnf install openmpi/,
  );
});
