// `converter:run` with the real program: people check accuracy in Python, where their images are.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { randomImages, readModel } from '@bitplane/model';
import { dump, parse } from 'npyjs';
import { runDoor } from './command-line';

const file = join(workspaceRoot(), 'zoo/reference/model.bpm');
const model = readModel(readFileSync(file), file);
const { height, width, channels } = model.input;
const NUM_IMAGES = 3;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-npy-'));
  const bytes = Uint8Array.from(randomImages(model, NUM_IMAGES, 1).flatMap(({ data }) => [...data]));
  writeFileSync(join(folder, 'x.npy'), Buffer.from(dump(bytes, [NUM_IMAGES, height, width, channels])));
});

afterAll(() => rmSync(folder, { recursive: true }));

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
