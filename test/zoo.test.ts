// A short run published to a zoo of its own and classified again there; then the repository's own zoo, as far as it can
// be read without CIFAR-10.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runDoor, type Outcome } from './test-support/command-line';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');
const TABLE = '<!-- table: npx nx run trainer:publish -->\n\n<!-- end of table -->';

let folder: string;
let zoo: string;
let run: string;

const trainer = (...args: string[]): Promise<Outcome> => runDoor('trainer', args);
const publish = (): Promise<Outcome> =>
  trainer('publish', '--network', 'reference-plus', '--run', run, '--zoo', zoo, '--data', SLICE);
const check = (...args: string[]): Promise<Outcome> => trainer('zoo', '--zoo', zoo, '--data', SLICE, ...args);
const read = (path: string): string => readFileSync(join(zoo, path), 'utf8');

jest.setTimeout(300_000);

beforeAll(async () => {
  folder = temporaryFolder();
  zoo = join(folder, 'zoo');
  run = join(folder, 'train');
  mkdirSync(zoo);
  writeFileSync(join(zoo, 'README.md'), `# Zoo\n\n${TABLE}\n`);
  const args = ['--network', 'reference-plus', '--recipe', 'plus', '--epochs', '2', '--limit', '128', '--data', SLICE];
  expect(await trainer('train', ...args, '--out', run)).toMatchObject({ exitCode: 0 });
});

test('publishes a finished run: model, card, pages, and a row in the table', async () => {
  const outcome = await publish();
  expect(outcome).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^reference-plus: [\d.]+ % \(\d+ of 200\)$/m) as string,
  });
  expect(readdirSync(zoo).sort()).toEqual(['README.md', 'accuracy.svg', 'reference-plus']);
  expect(readdirSync(join(zoo, 'reference-plus')).sort()).toEqual([
    'README.md',
    'card.json',
    'curves.svg',
    'history.json',
    'model.bpm',
    'model.json',
    'recipe.json',
    'weights.bin',
  ]);
  expect(JSON.parse(read('reference-plus/card.json'))).toMatchObject({
    name: 'reference-plus',
    images: 200,
    weightBits: 1,
    macs: { binary: 23_825_664, integer: 1_769_472 },
    recipe: 'plus (changed: epochs)',
    seed: 1,
    training: { epochs: 2, plannedEpochs: 2, images: 128 },
  });
  expect(read('README.md')).toMatch(/^\| \[reference-plus\]\(reference-plus\/README\.md\) \| [\d.]+ % \| 1 \|/m);
});

test('the C runtime has the same answers and logits again, and a card that says otherwise is an error', async () => {
  const first = await check();
  expect(first.exitCode).toBe(0);
  const path = join(zoo, 'reference-plus/card.json');
  const card = JSON.parse(readFileSync(path, 'utf8')) as { correct: number; logits: { testSet: string } };
  const { correct, logits } = card;
  expect(first.stdout.trim()).toBe(
    `reference-plus: ${(correct / 2).toFixed(2)} % (${correct} of 200), logits ${logits.testSet}`,
  );
  writeFileSync(path, JSON.stringify({ ...card, correct: correct + 1 }));
  const second = await check();
  expect(second.exitCode).not.toBe(0);
  expect(second.stderr).toMatch(new RegExp(`E_MISMATCH.*reference-plus ${correct + 1} of 200`));
  const other = '0'.repeat(64);
  writeFileSync(path, JSON.stringify({ ...card, logits: { ...logits, testSet: other } }));
  expect(await check()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`logits ${other}`) as string });
  writeFileSync(path, JSON.stringify(card));
});

test('a model that is not the card’s is rejected before it is run', async () => {
  const path = join(zoo, 'reference-plus/model.bpm');
  const bytes = readFileSync(path);
  const damaged = Buffer.from(bytes);
  damaged[damaged.length - 1] ^= 1;
  writeFileSync(path, damaged);
  expect(await check()).toMatchObject({ stderr: expect.stringContaining('E_CHECKSUM') as string });
  writeFileSync(path, bytes);
});

test('an unknown name and a folder without a run are said in one line', async () => {
  expect(await check('--name', 'none')).toMatchObject({
    stderr: expect.stringMatching(/E_USAGE.*reference-plus.*"none"/) as string,
  });
  const nowhere = await trainer('publish', '--run', join(folder, 'nowhere'), '--zoo', zoo, '--data', SLICE);
  expect(nowhere).toMatchObject({ stderr: expect.stringMatching(/E_MISSING_FILE.*trainer:train/) as string });
  expect(readdirSync(zoo).sort()).toEqual(['README.md', 'accuracy.svg', 'reference-plus']);
});

test('an unfinished run is published with its checkpoint, from which training goes on', async () => {
  const path = join(run, 'checkpoint/checkpoint.json');
  const checkpoint = JSON.parse(readFileSync(path, 'utf8')) as {
    settings: { recipe: object };
  };
  const settings = { ...checkpoint.settings, recipe: { ...checkpoint.settings.recipe, epochs: 3 } };
  writeFileSync(path, JSON.stringify({ ...checkpoint, finished: false, settings }));
  expect(await publish()).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(read('reference-plus/card.json'))).toMatchObject({ training: { epochs: 2, plannedEpochs: 3 } });
  expect(read('reference-plus/README.md')).toContain('--resume');
  const resumed = await trainer(
    ...['train', '--network', 'reference-plus', '--resume', '--data', SLICE, '--out', join(zoo, 'reference-plus')],
  );
  expect(resumed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('continuing after epoch 2') as string });
});

test('the repository’s table is that of its cards', () => {
  const own = join(workspaceRoot(), 'zoo');
  const page = readFileSync(join(own, 'README.md'), 'utf8');
  const names = readdirSync(own, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names) {
    const card = JSON.parse(readFileSync(join(own, name, 'card.json'), 'utf8')) as { correct: number; images: number };
    expect(card.images).toBe(10_000);
    expect(page).toContain(`| [${name}](${name}/README.md) | ${(card.correct / 100).toFixed(2)} % |`);
  }
});
