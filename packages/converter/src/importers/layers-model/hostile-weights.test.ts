// Weights that lead elsewhere, or are listed so that they fill the memory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { referenceTopology, writeLayersModel } from '../../test-support/layers-model-files';
import { importLayersModel } from './import-layers-model';

interface Root {
  weightsManifest: { paths: string[]; weights: { shape: number[] }[] }[];
}

let folder: string;

beforeEach(() => {
  folder = join(temporaryFolder(), 'network');
  mkdirSync(folder);
  writeLayersModel(folder, referenceTopology(1, 8));
});

function change(edit: (manifest: Root['weightsManifest']) => void): void {
  const file = join(folder, 'model.json');
  const root = JSON.parse(readFileSync(file, 'utf8')) as Root;
  edit(root.weightsManifest);
  writeFileSync(file, JSON.stringify(root));
}

const moveWeights = (to: string): void => renameSync(join(folder, 'weights.bin'), join(folder, to));
const read = () => importLayersModel(folder);

test.each(['../weights.bin', '/etc/hostname', '', 'a\0b'])('a path that leaves the folder, %j, is rejected', (path) => {
  moveWeights('../weights.bin');
  change(([group]) => (group.paths = [path]));
  expect(read).toThrow(errorLike('E_FILE', /expected weights in its folder/));
});

test('so is a link that leaves it', () => {
  moveWeights('../weights.bin');
  symlinkSync('../weights.bin', join(folder, 'weights.bin'));
  expect(read).toThrow(errorLike('E_FILE', /expected weights in its folder/));
});

test('a link inside of it is followed', () => {
  moveWeights('real.bin');
  symlinkSync('real.bin', join(folder, 'weights.bin'));
  expect(read().model.layers.length).toBeGreaterThan(3);
});

test('a pipe, which might never end, is rejected', () => {
  moveWeights('real.bin');
  execFileSync('mkfifo', [join(folder, 'weights.bin')]);
  expect(read).toThrow(errorLike('E_FILE', /expected a regular file, got a device or a pipe/));
});

test('a file that is listed again and again is rejected', () => {
  change(([group]) => (group.paths = new Array<string>(1e5).fill('weights.bin')));
  expect(read).toThrow(errorLike('E_FILE', /each file of weights once/));
});

test.each([[[2 ** 31]], [[2 ** 32, 2 ** 32]], [[65536, 65536, 65536, 65536]]])('a shape of %j is rejected', (shape) => {
  change(([group]) => (group.weights[0].shape = shape));
  expect(read).toThrow(errorLike('E_FILE', /expected \S+ bytes of weights/));
});

test('a file that is not there is named', () => {
  change(([group]) => (group.paths = ['x'.repeat(5000)]));
  expect(read).toThrow(errorLike('E_MISSING_FILE', /found no file/));
});
