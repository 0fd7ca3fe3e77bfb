// A network of the zoo for the Hugging Face hub, as the hub's own library reads it.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runTrainer } from '../commands';
import { readSavedModel } from '../model-files';
import { readModelSafetensors } from '../model-safetensors';
import { runPython, testWithPython } from '../test-support/python';
import { readCard, zooFolder } from './card';

const NAME = 'reference-2bit';
let folder: string;

beforeAll(async () => {
  folder = join(temporaryFolder(), 'hub');
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await runTrainer(['publish', '--name', NAME, '--hub-folder', folder]);
});
afterAll(() => jest.restoreAllMocks());

test('the folder has the network in three forms, and the record of its training', () => {
  expect(readdirSync(folder).sort()).toEqual([
    ...['README.md', 'card.json', 'curves.svg', 'history.json'],
    ...['model.bpm', 'model.onnx', 'model.safetensors', 'recipe.json'],
  ]);
  for (const name of ['model.bpm', 'card.json']) {
    expect(readFileSync(join(folder, name)).equals(readFileSync(zooFolder(NAME, name)))).toBe(true);
  }
  const { weights } = readModelSafetensors(join(folder, 'model.safetensors'));
  expect(weights).toEqual(readSavedModel(zooFolder(NAME)).weights);
});

test('every file that the page links to is there', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
  expect(links).toEqual(expect.arrayContaining(['curves.svg', 'model.bpm', 'recipe.json']));
  expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
});

testWithPython("the hub's library reads the front matter", () => {
  const said = JSON.parse(runPython('model_card.py', join(folder, 'README.md'))) as { text: string };
  const { correct, images } = readCard(zooFolder(NAME));
  expect(said).toMatchObject({
    ...{ license: 'mit', library_name: 'bitplane', pipeline_tag: 'image-classification', metrics: ['accuracy'] },
    ...{ tags: expect.arrayContaining(['2-bit', 'onnx']) as string[], datasets: ['uoft-cs/cifar10'] },
    ...{ model_name: NAME },
    results: [['image-classification', 'uoft-cs/cifar10', 'test', 'accuracy', correct / images]],
  });
  expect(said.text.trim()).toMatch(/^# reference-2bit\n/);
});

test('a network without its weights is an error, and nothing is written', async () => {
  const zoo = temporaryFolder();
  mkdirSync(join(zoo, 'bare'));
  for (const name of ['card.json', 'model.bpm']) {
    copyFileSync(zooFolder(NAME, name), join(zoo, 'bare', name));
  }
  const out = join(zoo, 'out');
  await expect(runTrainer(['publish', '--zoo', zoo, '--name', 'bare', '--hub-folder', out])).rejects.toMatchObject({
    code: 'E_MISSING_FILE',
    message: expect.stringMatching(/bare: expected the weights in float32/) as string,
  });
  expect(existsSync(out)).toBe(false);
});
