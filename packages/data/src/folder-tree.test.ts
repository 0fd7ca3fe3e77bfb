import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { allFiles, readTree, shallowest } from './folder-tree';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
}

const read = () => {
  const { root, leftOut, numLinks } = readTree(folder);
  const inside = (path: string): string => relative(folder, path);
  return {
    files: allFiles(root).map(inside),
    leftOut: leftOut.map(({ path, reason }) => `${inside(path)}: ${reason}`),
    numLinks,
  };
};

test('hidden files and folders are left out, at any depth, and what other systems leave', () => {
  write(
    'a/1.png',
    'a/.DS_Store',
    'a/.ipynb_checkpoints/2.png',
    '.git/3.png',
    '__MACOSX/a/4.png',
    'a/Thumbs.db',
    'a/._1.png',
  );
  expect(read()).toEqual({
    files: ['a/1.png'],
    leftOut: [
      '.git: hidden',
      '__MACOSX: hidden',
      'a/.DS_Store: hidden',
      'a/._1.png: hidden',
      'a/.ipynb_checkpoints: hidden',
      'a/Thumbs.db: hidden',
    ],
    numLinks: 0,
  });
});

test('links to files and folders are followed and counted', () => {
  write('store/.cache/x', 'store/b/2.png', 'set/a/1.png');
  symlinkSync(join(folder, 'store/.cache/x'), join(folder, 'set/a/3.png'));
  symlinkSync('../store/b', join(folder, 'set/b'));
  expect(read()).toEqual({
    files: ['set/a/1.png', 'set/a/3.png', 'set/b/2.png', 'store/b/2.png'],
    leftOut: ['store/.cache: hidden'],
    numLinks: 2,
  });
});

test('links to nothing, to themselves and in circles are left out', () => {
  write('a/b/1.png');
  symlinkSync('nowhere', join(folder, 'a/gone.png'));
  symlinkSync('itself', join(folder, 'a/itself'));
  symlinkSync('../..', join(folder, 'a/b/up'));
  expect(read()).toEqual({
    files: ['a/b/1.png'],
    leftOut: ['a/b/up: a circular link', 'a/gone.png: a link to nothing', 'a/itself: a circular link'],
    numLinks: 0,
  });
});

test('two folders that link to each other end', () => {
  write('a/1.png', 'b/2.png');
  symlinkSync('../b', join(folder, 'a/to-b'));
  symlinkSync('../a', join(folder, 'b/to-a'));
  expect(read()).toMatchObject({ files: ['a/1.png', 'a/to-b/2.png', 'b/2.png', 'b/to-a/1.png'], numLinks: 2 });
});

test('a link out of a linked folder to what holds that folder is a circle too', () => {
  write('store/x/1.png', 'store/y/2.png', 'set/z/3.png');
  symlinkSync('../store/x', join(folder, 'set/x'));
  symlinkSync('..', join(folder, 'store/x/up'));
  const { root, leftOut } = readTree(join(folder, 'set'));
  expect(allFiles(root).map((path) => relative(folder, path))).toEqual(['set/x/1.png', 'set/z/3.png']);
  expect(leftOut).toEqual([{ path: join(folder, 'set/x/up'), reason: 'a circular link' }]);
});

test('a pipe is not waited for', () => {
  write('a/1.png');
  execFileSync('mkfifo', [join(folder, 'a/pipe.png')]);
  expect(read()).toMatchObject({ files: ['a/1.png'], leftOut: ['a/pipe.png: not a regular file'] });
});

test('nothing there, and a file instead of a folder, are said', () => {
  write('a.png');
  expect(() => readTree(join(folder, 'none'))).toThrow(errorLike('E_MISSING_FILE', /no folder of images at .*none/));
  expect(() => readTree(join(folder, 'a.png'))).toThrow(errorLike('E_FILE', /a\.png: expected a folder.*got a file/));
});

test('the shallowest folders that hold something are found', () => {
  write('a/b/x', 'a/c/x', 'a/c/d/x');
  const { root } = readTree(folder);
  const found = shallowest(root, ({ files }) => files.some((path) => path.endsWith('/x')));
  expect(found.map(({ name }) => name)).toEqual(['b', 'c']);
});
