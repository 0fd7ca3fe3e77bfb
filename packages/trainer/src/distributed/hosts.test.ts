// Ranks on several hosts, each with its own disk for results: the same bits, and what happens when they fail or differ.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { writeClasses } from '@bitplane/data/test-support';
import { startHosts, withHosts, type Host, type Hosts } from '../hosts';
import { quickstart } from '../recipes/quickstart';
import { allQuiet, onHosts, startTrainerOn } from '../test-support/hosts';
import { pidOf, runTrainer, succeeded, tinyNetwork, weightsOf, WRITE_PID } from '../test-support/ranks';

jest.setTimeout(600_000);

/** Where all runs are: the same path on every host, on the disk of each. */
let runs: string;
let disks: readonly string[];
let network: string;
let hosts: Hosts | null = null;

beforeAll(() => {
  disks = [0, 1, 2].map(() => temporaryFolder());
  [runs] = disks;
  network = tinyNetwork(WRITE_PID);
});
afterAll(() => hosts?.close());

/** A test with three hosts, of which the first has room for two ranks. Afterwards nothing runs on them. */
const onThreeHosts = (title: string, body: (all: readonly Host[]) => Promise<void>): void =>
  onHosts(title, async () => {
    if (hosts === null) {
      hosts = await startHosts({ slots: [2, 1, 1] });
      for (const number of [1, 2]) hosts.all[number].replace(runs, disks[number]);
    }
    await body(hosts.all);
    await allQuiet(hosts.all);
  });

const NEW = ['--recipe', 'quickstart', '--limit', '128', '--epochs', '40', '--checkpoint-every', '0'];
const BEGUN = /epoch 3\/40/;

/** Words of `train`. slots: ranks on the first host, the second one, … */
function across(slots: readonly number[], name: string, words: readonly string[] = NEW): string[] {
  const hostfile = join(temporaryFolder(), 'hostfile');
  writeFileSync(hostfile, slots.map((count, number) => `host-${number + 1} slots=${count}\n`).join(''));
  const ranks = String(slots.reduce((sum, count) => sum + count, 0));
  return [...into(name, words), '--distributed', ranks, '--hostfile', hostfile];
}

const into = (name: string, words: readonly string[]): string[] => [
  '--network',
  network,
  '--out',
  join(runs, name),
  ...words,
];

const bitsOf = (name: string): string => Buffer.from(weightsOf(join(runs, name)).buffer).toString('hex');

/** What three ranks on one host end with. */
async function expectedBits(): Promise<string> {
  one ??= runTrainer([...into('one-host', NEW), '--distributed', '3']);
  await one;
  return bitsOf('one-host');
}
let one: Promise<unknown> | null = null;

async function continueAcrossThree(first: Host, name: string): Promise<void> {
  await succeeded(startTrainerOn(first, across([1, 1, 1], name, ['--resume'])));
  expect(bitsOf(name)).toBe(await expectedBits());
}

/** A signal to the process of a rank. */
const signalRank = (host: Host, rank: number, signal: string): void =>
  void host.run('sh', ['-c', `kill -${signal} ${pidOf(network, rank)}`]);

onThreeHosts('three ranks end with the same bits on one, two and three hosts', async ([first]) => {
  const { stdout } = await succeeded(startTrainerOn(first, across([1, 1, 1], 'three-hosts')));
  expect(stdout).toContain('3 ranks: 0 on host-1, 1 on host-2, 2 on host-3');
  await succeeded(startTrainerOn(first, across([2, 1], 'two-hosts')));
  expect(bitsOf('three-hosts')).toBe(await expectedBits());
  expect(bitsOf('two-hosts')).toBe(await expectedBits());
  // The first host has the results, each host the logs of its own ranks.
  expect(readdirSync(join(disks[0], 'three-hosts', 'logs'))).toEqual(['rank-0.log']);
  for (const rank of [1, 2]) {
    const files = readdirSync(join(disks[rank], 'three-hosts'), { recursive: true });
    expect(files).toEqual(['logs', join('logs', `rank-${rank}.log`)]);
  }
});

onThreeHosts('a rank that is killed is named with its host, and the run continues to the bit', async (all) => {
  const run = startTrainerOn(all[0], across([1, 1, 1], 'killed'));
  await run.says(BEGUN);
  signalRank(all[1], 1, 'KILL');
  const killed = performance.now();
  const { code, stderr } = await run.ended;
  expect(performance.now() - killed).toBeLessThan(10_000);
  expect(code).toBe(1);
  expect(stderr).toMatch(/error \(E_TRAINING\): rank 1 \(host-2\) .*--resume/);
  expect(stderr.match(/error \(/g)).toHaveLength(1);
  await allQuiet(all);
  await continueAcrossThree(all[0], 'killed');
});

onThreeHosts('a host that is cut off is named, and what runs on it ends too', async (all) => {
  const run = startTrainerOn(all[0], across([1, 1, 1], 'cut'));
  await run.says(BEGUN);
  all[2].setConnected(false);
  const cut = performance.now();
  const { code, stderr } = await run.ended;
  expect(performance.now() - cut).toBeLessThan(10_000);
  expect(code).toBe(1);
  expect(stderr).toMatch(/error \(E_TRAINING\): (rank 2 \(host-3\)|host host-3) cannot be reached any more.*--resume/);
  await allQuiet(all);
  all[2].setConnected(true);
  await continueAcrossThree(all[0], 'cut');
});

onThreeHosts('a rank that stops is named with its host, and the others wait for it', async (all) => {
  const run = startTrainerOn(all[0], [...across([1, 1], 'stalled'), '--stall-after', '2']);
  await run.says(BEGUN);
  signalRank(all[1], 1, 'STOP');
  await run.says(/rank 1 \(host-2\) stopped before all(?:reduce|gather) \d+ \(.+\); others wait/);
  signalRank(all[1], 1, 'CONT');
  expect((await run.ended).code).toBe(0);
});

onThreeHosts('Ctrl-C ends the ranks of all hosts with a checkpoint, which continues to the bit', async (all) => {
  const run = startTrainerOn(all[0], across([1, 1, 1], 'interrupted'));
  await run.says(BEGUN);
  all[0].signal(run.child, 'SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/error \(E_INTERRUPTED\): training stopped after .*--distributed 3 .*--resume/);
  await allQuiet(all);
  await continueAcrossThree(all[0], 'interrupted');
});

onThreeHosts('a host with other code, network, recipe or images is rejected by name', async ([first, second]) => {
  const images = await photos();
  const recipe = join(temporaryFolder(), 'recipe.json');
  const otherRecipe = join(temporaryFolder(), 'recipe.json');
  writeFileSync(recipe, JSON.stringify(quickstart));
  writeFileSync(otherRecipe, JSON.stringify({ ...quickstart, batchSize: 32 }));
  const differences: readonly (readonly [what: string, target: string, source: string])[] = [
    ['code', ...withAnotherLine(join(workspaceRoot(), 'packages/trainer/src/plural.ts'))],
    ['network', ...withAnotherLine(network)],
    ['recipe', recipe, otherRecipe],
    ['data (SHA-256)', ...images],
  ];
  for (const [what, target, source] of differences) {
    const undo = second.replace(target, source);
    const words = across([1, 1], 'different', ['--recipe', recipe, '--epochs', '1', '--data', images[0]]);
    const { code, stderr } = await startTrainerOn(first, words).ended;
    expect(stderr).toContain(`error (E_MISMATCH): rank 1 (host-2) has another ${what} than rank 0 (host-1): `);
    expect(code).toBe(1);
    undo();
  }
});

/** The file, and a copy with a line more. */
function withAnotherLine(file: string): [target: string, source: string] {
  const copy = join(temporaryFolder(), basename(file));
  writeFileSync(copy, `${readFileSync(file, 'utf8')}// another\n`);
  return [file, copy];
}

/** Two folders of photos, which differ in what two of them show. */
async function photos(): Promise<[target: string, source: string]> {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  for (const [k, set] of ['train', 'test'].entries()) {
    await writeClasses(join(folder, set), Array.from('abcde'), 2, 10 + k);
    await writeClasses(join(folder, set), Array.from('fghij'), 2, 20 + k);
  }
  cpSync(folder, other, { recursive: true });
  const [a, b] = ['train/a/0.png', 'train/b/0.png'];
  cpSync(join(folder, a), join(other, b));
  cpSync(join(folder, b), join(other, a));
  return [folder, other];
}

/** Gives every host a network as containers have one. */
function addBridge(all: readonly Host[], addressOf: (number: number) => string): void {
  all.forEach((host, number) => {
    host.run('ip', ['link', 'add', 'docker0', 'type', 'bridge']);
    host.run('ip', ['address', 'add', addressOf(number), 'dev', 'docker0']);
    host.run('ip', ['link', 'set', 'docker0', 'up']);
  });
}

const ONE_EPOCH = ['--recipe', 'quickstart', '--limit', '128', '--epochs', '1', '--stall-after', '2'];

onHosts('hosts that have the same address in a network of containers are told what to set', async () => {
  await withHosts({ slots: [1, 1] }, async ({ all }) => {
    addBridge(all, () => '172.17.0.1/16');
    const { code, stderr } = await startTrainerOn(all[0], across([1, 1], 'same-address', ONE_EPOCH)).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error \(E_SETUP\): rank 0 \(host-1\) has got no message from rank 1 within 4 s.*if_include/,
    );
    await allQuiet(all);
    const env = { OMPI_MCA_btl_tcp_if_include: '10.0.0.0/24', OMPI_MCA_oob_tcp_if_include: '10.0.0.0/24' };
    await succeeded(startTrainerOn(all[0], across([1, 1], 'named-network', ONE_EPOCH), env));
  });
});

onHosts('hosts whose other network does not reach the others are told what to set', async () => {
  await withHosts({ slots: [1, 1] }, async ({ all }) => {
    addBridge(all, (number) => `192.168.${number}.1/24`);
    const { code, stderr } = await startTrainerOn(all[0], across([1, 1], 'unreachable', ONE_EPOCH)).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/error \(E_SETUP\): host-\d cannot connect to host-\d at 192\.168\.\d\.1: .*if_include/);
    await allQuiet(all);
  });
});
