// Ranks that are not like the others: at the start, when one fails, and while they train.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, workspaceRoot } from '@bitplane/cli';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import {
  onRanks,
  runTrainer,
  SLICE,
  start,
  startTrainer,
  tinyNetwork,
  TRAINER,
  type Ended,
} from '../test-support/ranks';

jest.setTimeout(300_000);

let folder: string;
beforeAll(() => (folder = temporaryFolder()));

const TRAIN = ['--recipe', 'quickstart', '--limit', '128'];
const OTHER_RANK = "process.env.RANK === '1'";
const NODE_24 = cacheFolder('node-24/package/bin/node');

interface Rank {
  readonly node?: string;
  readonly trainer?: string;
  readonly data?: string;
  /** Of the command line, at its end. */
  readonly words?: readonly string[];
}

/** Trains a tiny network on these ranks, which mpirun starts each by words of its own. */
function runRanks(ranks: readonly Rank[], out = join(temporaryFolder(), 'run')): Promise<Ended> {
  const common = ['--network', tinyNetwork(), ...TRAIN, '--epochs', '1', '--out', out];
  const words = ranks.flatMap(({ node = process.execPath, trainer = TRAINER, data = SLICE, words = [] }, rank) => [
    ...(rank === 0 ? [] : [':']),
    ...['-n', '1', node, trainer, 'train', '--data', data, ...common, ...words],
  ]);
  return start('mpirun', ['--oversubscribe', ...words], { BITPLANE_CACHE: cacheFolder() }).ended;
}

/** The trainer of a copy of the sources in which one line differs. */
function otherSources(): string {
  const root = temporaryFolder();
  const [modules, packages] = [join(root, 'node_modules'), join(root, 'packages')];
  for (const name of ['model', 'cli', 'data', 'trainer']) {
    cpSync(join(workspaceRoot(), 'packages', name), join(packages, name), { recursive: true });
  }
  mkdirSync(join(modules, '@bitplane'), { recursive: true });
  for (const name of readdirSync(packages)) symlinkSync(join(packages, name), join(modules, '@bitplane', name));
  for (const name of readdirSync(join(workspaceRoot(), 'node_modules'))) {
    if (name !== '@bitplane') symlinkSync(join(workspaceRoot(), 'node_modules', name), join(modules, name));
  }
  appendFileSync(join(packages, 'model/src/index.ts'), '// another line\n');
  return join(packages, 'trainer/bin/bitplane-trainer.js');
}

/** A folder of ten images, in the form of MNIST's; `pixel` is the first one. */
function tenImages(pixel: number): string {
  const data = temporaryFolder();
  const write = (name: string, extents: readonly number[], bytes: Uint8Array): void => {
    const head = Buffer.alloc(4 + 4 * extents.length);
    [0x0800 + extents.length, ...extents].forEach((number, i) => head.writeUInt32BE(number, 4 * i));
    writeFileSync(join(data, name), Buffer.concat([head, bytes]));
  };
  const pixels = new Uint8Array(10 * 32 * 32 * 3);
  pixels[0] = pixel;
  for (const set of ['train', 't10k']) {
    write(`${set}-images-idx3-ubyte`, [10, 32, 32, 3], pixels);
    write(
      `${set}-labels-idx1-ubyte`,
      [10],
      Uint8Array.from({ length: 10 }, (_, label) => label),
    );
  }
  return data;
}

skipUnless(existsSync(NODE_24), 'Node 24: npm run setup -- --only node-24')(
  'each rank that differs is rejected at the start, by name and by what differs',
  async () => {
    const data = tenImages(0);
    const ranks: Record<string, Rank> = {
      code: { trainer: otherSources() },
      network: { words: ['--network', tinyNetwork('/* another */')] },
      recipe: { words: ['--set', 'optimizer.peakRate=0.003'] },
      'setting "seed"': { words: ['--seed', '2'] },
      'data (SHA-256)': { data: tenImages(1) },
      'version of Node': { node: NODE_24 },
    };
    const out = join(temporaryFolder(), 'run');
    const { code, stderr } = await runRanks(
      [{}, ...Object.values(ranks)].map((rank) => ({ data, ...rank })),
      out,
    );
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/error \(E_MISMATCH\): /);
    // mpirun 4.1 may end before it has passed on all of a long line; the log of the rank has it whole.
    const log = readFileSync(join(out, 'logs/rank-0.log'), 'utf8');
    const [line] = /E_MISMATCH.*/.exec(log) ?? [log];
    const named = [
      ...line.matchAll(/rank (\d) \(\S+\) has another (.+?) than rank 0 \(\S+\): expected (.+?), got (.+?);/g),
    ];
    expect(named.map(([, rank, what]) => [Number(rank), what])).toEqual(
      Object.keys(ranks).map((what, i) => [i + 1, what]),
    );
    for (const [, , , expected, got] of named) expect(got).not.toBe(expected);
    expect(named.at(-1)!.slice(3)).toEqual([process.versions.node, expect.stringMatching(/^24\./)]);
    expect(stderr.match(/error \(/g)).toHaveLength(1);
  },
);

onRanks('what fails on one rank is said once, with its name', async () => {
  const { code, stderr } = await runRanks([{}, { data: join(folder, 'none') }]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/error \(E_MISSING_FILE\): rank 1 \(\S+\): /);
  expect(stderr.match(/error \(/g)).toHaveLength(1);
});

onRanks('a rank that takes longer than the others by half is reported', async () => {
  const busy = `const { apply } = model; if (${OTHER_RANK}) model.apply = (...given) => {
    const end = Date.now() + 60; while (Date.now() < end); return apply.call(model, ...given); };`;
  const network = tinyNetwork(busy);
  const { stderr } = await runTrainer([
    '--network',
    network,
    '--out',
    join(folder, 'slow'),
    ...TRAIN,
    '--epochs',
    '25',
    '--distributed',
    '2',
  ]);
  expect(stderr).toMatch(/NOTICE: rank 1 \(\S+\) computes \d+ ms per step, the others \d+ ms/);
});

onRanks('a rank whose weights change by themselves is named after the epoch', async () => {
  const damage = `const [weight] = model.weights;
    if (${OTHER_RANK}) setTimeout(() => weight.write(weight.read().add(1e-3)), 3000);`;
  const network = tinyNetwork(damage);
  const run = startTrainer([
    '--network',
    network,
    '--out',
    join(folder, 'damaged'),
    ...TRAIN,
    '--epochs',
    '5000',
    '--distributed',
    '2',
  ]);
  const { code, stderr } = await run.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/error \(E_MISMATCH\): the weights of rank 1 \(\S+\) differ from those of rank 0/);
});
