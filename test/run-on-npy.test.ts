// `converter:run` with the real program: people check accuracy in Python, where their images are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, parse } from 'npyjs';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { randomImages, readModel } from '@bitplane/model';
import { runDoor } from './test-support/command-line';

const file = join(workspaceRoot(), 'zoo/reference/model.bpm');
const model = readModel(readFileSync(file), file);
const { height, width, channels } = model.input;
const NUM_IMAGES = 3;

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
  const bytes = Uint8Array.from(randomImages(model, NUM_IMAGES, 1).flatMap(({ data }) => [...data]));
  writeFileSync(join(folder, 'x.npy'), Buffer.from(dump(bytes, [NUM_IMAGES, height, width, channels])));
});

jest.setTimeout(120_000);

test('the C program and the interpreter write the same file, and all layers', async () => {
  const args = ['run', '--model', file, '--images', join(folder, 'x.npy')];
  const computed = await runDoor('converter', [...args, '--out', join(folder, 'c.npy'), '--layers', join(folder, 'l')]);
  const interpreted = await runDoor('converter', [...args, '--out', join(folder, 'i.npy'), '--interpreter']);
  expect([computed, interpreted].map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  expect(computed.stdout).toContain('by the C program');
  expect(readFileSync(join(folder, 'c.npy'))).toEqual(readFileSync(join(folder, 'i.npy')));
  expect(parse(new Uint8Array(readFileSync(join(folder, 'c.npy'))).buffer).shape).toEqual([NUM_IMAGES, 10]);
  expect(readdirSync(join(folder, 'l'))).toHaveLength(model.layers.length);
});
