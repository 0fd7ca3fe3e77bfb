// The names decide here, so the files are empty.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { readTree } from './folder-tree';
import { layOutPhotos } from './photo-layout';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

function layOut(...paths: string[]) {
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    if (path.endsWith('/')) mkdirSync(join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), '');
  }
  const { classes, leftOut, remarks } = layOutPhotos(readTree(folder));
  return {
    classes: classes.map(({ label, set, files }) => `${set}/${label}: ${files.length}`),
    leftOut: leftOut.map(({ path, reason }) => `${relative(folder, path)}: ${reason}`),
    remarks,
  };
}

test('folders are classes; what lies beside and below them is found', () => {
  expect(
    layOut('cats/1.jpg', 'cats/kittens/2.PNG', 'dogs/1.jpeg', 'labels.csv', 'stray.jpg', 'notes/readme.txt', 'owls/'),
  ).toEqual({
    classes: ['null/cats: 2', 'null/dogs: 1'],
    leftOut: [
      'stray.jpg: outside the class folders',
      'notes: a folder without images',
      'owls: a folder without images',
    ],
    remarks: [],
  });
});

test.each([
  ['train/', 'test/'],
  ['Train/', 'Test/'],
  ['training_set/', 'test_set/'],
  ['seg_train/seg_train/', 'seg_test/seg_test/'],
  ['animals/TRAINING/', 'animals/Testing/'],
  ['train/', 'val/'],
])('%s and %s are training and test set', (train, held) => {
  const { classes } = layOut(`${train}cats/1.jpg`, `${train}dogs/1.jpg`, `${held}cats/1.jpg`, `${held}dogs/1.jpg`);
  expect(classes).toEqual(['train/cats: 1', 'train/dogs: 1', 'test/cats: 1', 'test/dogs: 1']);
});

test('val is the validation set beside test, and the test set otherwise, which is said', () => {
  expect(layOut('train/a/1.jpg', 'train/b/1.jpg', 'valid/a/1.jpg').remarks).toEqual([
    'valid is the test set, since there is none of that name.',
  ]);
  expect(layOut('test/b/1.jpg')).toMatchObject({
    classes: ['train/a: 1', 'train/b: 1', 'validation/a: 1', 'test/b: 1'],
    remarks: [],
  });
});

test('train alone, and folders around everything, are gone through', () => {
  expect(
    layOut('archive/archive/train/cats/1.jpg', 'archive/archive/train/dogs/1.jpg', 'archive/archive/test/'),
  ).toEqual({
    classes: ['null/cats: 1', 'null/dogs: 1'],
    leftOut: ['archive/archive/test: a folder without images'],
    remarks: [`The images are in ${join(folder, 'archive/archive/train')}.`],
  });
});

test('a class may be called train, as long as no set is', () => {
  expect(layOut('bus/1.jpg', 'train/1.jpg').classes).toEqual(['null/bus: 1', 'null/train: 1']);
});

test('an accent in one character or two is the same name', () => {
  expect(layOut('train/caf\u00e9/1.jpg', 'train/tea/1.jpg', 'test/cafe\u0301/1.jpg').classes).toEqual([
    'train/caf\u00e9: 1',
    'train/tea: 1',
    'test/caf\u00e9: 1',
  ]);
});

test('a picture without an ending makes a folder a class', () => {
  mkdirSync(join(folder, 'cats'));
  writeFileSync(join(folder, 'cats/photo'), Buffer.from('ffd8ffe0', 'hex'));
  expect(layOut('dogs/1.jpg', 'docs/LICENSE')).toMatchObject({
    classes: ['null/cats: 1', 'null/dogs: 1'],
    leftOut: ['docs: a folder without images'],
  });
});

test.each<[string, readonly string[], RegExp]>([
  ['sets beside classes', ['train/a/1.jpg', 'test/a/1.jpg', 'cats/1.jpg'], /test and train beside cats: move one kind/],
  ['pictures right in the sets', ['train/cat.0.jpg', 'test/1.jpg'], /images directly in test and train: sort them/],
  [
    'unsorted test images',
    ['train/a/1.jpg', 'train/b/1.jpg', 'test/1.jpg'],
    /images directly in test: sort them.*or move/,
  ],
  ['two training sets', ['train/a/1.jpg', 'Training/a/1.jpg', 'test/a/1.jpg'], /one train set, got Training and train/],
  ['no training set', ['val/a/1.jpg', 'test/a/1.jpg'], /expected a training set, got test and val alone/],
  [
    'sets inside classes',
    ['cats/train/1.jpg', 'cats/test/1.jpg', 'dogs/1.jpg'],
    /test and train inside the class: .*test\/cats/,
  ],
  [
    'names that differ in case',
    ['train/Cats/1.jpg', 'train/b/1.jpg', 'test/cats/1.jpg'],
    /"Cats" and "cats": give both/,
  ],
  [
    'a set for unlabelled images',
    ['seg_train/a/1.jpg', 'seg_test/a/1.jpg', 'seg_pred/1.jpg'],
    /seg_train beside seg_pred/,
  ],
])('%s are rejected by their names', (_, paths, message) => {
  expect(() => layOut(...paths)).toThrow(errorLike('E_FILE', message));
});
