import { copyFileSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { readDataset, type LabelledImages } from '.';
import { decodePhoto, NotAnImage } from './decode-photo';
import { pixelsOf } from './test-support/pixels-of';
import { plain, writeClasses, writePhoto } from './test-support/photo-folders';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const writePhotos = (root = folder, count = 24): Promise<void> => writeClasses(root, ['cats', 'dogs'], count);

test('classes are folders in the order of their names; the split follows from paths and seed alone', async () => {
  await writePhotos();
  const first = await readDataset(folder, { imageSize: 4 });
  expect(first).toMatchObject({ classes: ['cats', 'dogs'], leftOut: [], splitSeed: 1 });
  expect(first.train).toMatchObject({ height: 4, width: 4, channels: 3 });
  expect(first.train.count + first.test.count).toBe(48);
  for (const images of [first.train, first.test]) {
    const [pixels, { labels, count }] = [pixelsOf(images), images];
    for (let i = 0; i < count; i++) expect(pixels[i * 48]).toBe(labels[i] === 0 ? 200 : 150);
  }
  // Green tells the photo: which are test photos must not change when others come.
  const greens = (images: LabelledImages) => {
    const pixels = pixelsOf(images);
    return Array.from({ length: images.count }, (_, i) => `${pixels[i * 48]}/${pixels[i * 48 + 1]}`);
  };
  await writePhoto(join(folder, 'cats/new.png'), [200, 99, 0]);
  const second = await readDataset(folder, { imageSize: 4 });
  expect(greens(second.test).filter((photo) => photo !== '200/99')).toEqual(greens(first.test));
  expect(second.sha256).not.toBe(first.sha256);
  const other = await readDataset(folder, { imageSize: 4, splitSeed: 2 });
  expect(greens(other.test)).not.toEqual(greens(second.test));
});

test('folders train and test are taken as they are', async () => {
  await writePhotos(join(folder, 'train'), 3);
  await writePhotos(join(folder, 'test'), 1);
  const { train, validation, test: held, splitSeed } = await readDataset(folder);
  expect([train.count, validation, held.count, [...held.labels], splitSeed]).toEqual([6, null, 2, [0, 1], null]);
});

test('files that are not images are left out and listed, or rejected', async () => {
  await writePhotos(folder, 12);
  const photo = readFileSync(join(folder, 'cats/0.png'));
  const jpeg = await sharp(
    await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .png()
      .toBuffer(),
  )
    .jpeg()
    .toBuffer();
  writeFileSync(join(folder, 'cats/notes.txt'), 'whiskers');
  writeFileSync(join(folder, 'cats/empty.jpg'), '');
  writeFileSync(join(folder, 'dogs/cut.png'), photo.subarray(0, photo.length / 2));
  writeFileSync(join(folder, 'dogs/cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await plain([1, 2, 3]).gif().toFile(join(folder, 'dogs/moving.png'));
  writeFileSync(join(folder, 'dogs/.hidden'), 'not looked at');
  const { train, test: held, leftOut } = await readDataset(folder);
  expect(train.count + held.count).toBe(24);
  expect(leftOut.map(({ path, reason }) => `${path.slice(folder.length + 1)}: ${reason}`).sort()).toEqual([
    'cats/empty.jpg: not an image',
    'cats/notes.txt: not an image',
    'dogs/.hidden: hidden',
    'dogs/cut.jpg: damaged',
    'dogs/cut.png: damaged',
    'dogs/moving.png: neither PNG nor JPEG',
  ]);
  await expect(readDataset(folder, { strict: true })).rejects.toEqual(
    errorLike('E_FILE', /empty\.jpg \(not an image\).*and 2 more: remove them, or leave --strict out/),
  );
});

test('--strict takes hidden files', async () => {
  await writePhotos(folder, 12);
  writeFileSync(join(folder, 'dogs/.DS_Store'), '');
  expect((await readDataset(folder, { strict: true })).leftOut).toHaveLength(1);
});

test('a validation set is read, and may lack a class', async () => {
  await writePhotos(join(folder, 'train'), 2);
  await writePhotos(join(folder, 'test'), 1);
  await writePhoto(join(folder, 'val/dogs/0.png'), [1, 2, 3]);
  const { validation } = await readDataset(folder);
  expect([validation?.count, [...validation!.labels]]).toEqual([1, [1]]);
});

test('photos through links are read, and the links are said', async () => {
  await writePhotos(join(folder, 'store'), 12);
  const linked = join(folder, 'linked');
  await writePhoto(join(linked, 'owls/1.png'), [9, 9, 9]);
  for (let i = 0; i < 30; i++) await writePhoto(join(linked, `owls/more-${i}.png`), [9, i, 9]);
  symlinkSync(join(folder, 'store/cats'), join(linked, 'cats'));
  const { classes, remarks } = await readDataset(linked);
  expect([classes, remarks]).toEqual([['cats', 'owls'], ['Followed 1 symbolic link.']]);
});

test('photos that are there twice are said where that does harm', async () => {
  await writePhotos(join(folder, 'train'), 2);
  await writePhotos(join(folder, 'test'), 1);
  await writePhoto(join(folder, 'train/cats/again.png'), [200, 1, 0]);
  copyFileSync(join(folder, 'train/cats/again.png'), join(folder, 'train/dogs/cat.png'));
  const { remarks } = await readDataset(folder);
  expect(remarks).toEqual([
    'One photo is in two classes: train/cats/1.png equals train/dogs/cat.png.',
    '2 photos are in two sets, so that test images were trained on: train/cats/0.png equals test/cats/0.png.',
  ]);
});

test('an archive that was unpacked twice gives the same split', async () => {
  await writePhotos(join(folder, 'flat'));
  await writePhotos(join(folder, 'twice/flat/flat'));
  const [flat, twice] = [await readDataset(join(folder, 'flat')), await readDataset(join(folder, 'twice'))];
  expect(twice.sha256).toBe(flat.sha256);
});

test('a class without one readable image is rejected with the reason', async () => {
  await writePhotos(folder, 12);
  for (const i of [1, 2]) {
    await writePhoto(join(folder, `owls/${i}.png`), [1, 2, 3]);
    await plain([1, 2, 3])
      .webp()
      .toFile(join(folder, `owls/${i}.png`));
  }
  await expect(readDataset(folder)).rejects.toEqual(
    errorLike('E_FILE', /class "owls", got only files that are neither PNG nor JPEG \(2\): convert them/),
  );
});

test.each([
  ['test', /none of "cats" for training: add some, or move the folders of that class elsewhere/],
  ['train', /none of "cats" for testing/],
])('a class in %s alone is rejected by its name', async (set, message) => {
  await writeClasses(join(folder, 'train'), ['dogs', 'owls'], 2);
  await writeClasses(join(folder, 'test'), ['dogs', 'owls'], 1, 9);
  await writePhoto(join(folder, set, 'cats/0.png'), [1, 1, 1]);
  await expect(readDataset(folder)).rejects.toEqual(errorLike('E_FILE', message));
});

test('one class alone, and a class without photos for testing, are rejected', async () => {
  await writePhotos(folder, 1);
  await expect(readDataset(folder)).rejects.toEqual(
    errorLike('E_FILE', /none of .*: add some, give another --split-seed/),
  );
  renameSync(join(folder, 'dogs'), join(folder, '.dogs'));
  await expect(readDataset(folder)).rejects.toEqual(errorLike('E_FILE', /2 to 256 folders.*got "cats" alone/));
});

test('images outside any folder are named', async () => {
  await writePhoto(join(folder, 'cat.png'), [1, 2, 3]);
  await expect(readDataset(folder)).rejects.toEqual(errorLike('E_FILE', /images outside any folder: sort them/));
});

describe('a photo', () => {
  const decode = async (picture: Sharp, size = 2): Promise<number[]> => {
    const path = join(folder, 'photo');
    await picture.toFile(path);
    return [...(await decodePhoto(path, size))];
  };

  test('is cut square from the middle', async () => {
    const wings = plain([255, 0, 0], { width: 30, height: 10 }).composite([
      { input: await plain([0, 0, 255], { width: 10, height: 10 }).png().toBuffer(), left: 10, top: 0 },
    ]);
    const pixels = await decode(wings.png(), 5);
    expect(pixels[38]).toBeGreaterThan(250);
    // The filter of the scaling reaches across the cut.
    expect(Math.max(...pixels.filter((_, k) => k % 3 === 0))).toBeLessThan(32);
  });

  test('is turned upright', async () => {
    const halves = await plain([0, 0, 0], { width: 20, height: 20 })
      .composite([
        { input: await plain([255, 255, 255], { width: 20, height: 10 }).png().toBuffer(), left: 0, top: 10 },
      ])
      .png()
      .toBuffer();
    // Orientation 3: the camera was upside down, so the white half is above.
    const [above] = await decode(sharp(halves).withMetadata({ orientation: 3 }).png());
    expect(above).toBeGreaterThan(200);
  });

  test.each<[string, () => Sharp, number[]]>([
    ['grey', () => plain([90, 90, 90]).toColourspace('b-w').png(), [90, 90, 90]],
    ['of 16 bits', () => plain([10, 200, 30]).toColourspace('rgb16').png(), [10, 200, 30]],
    ['of a palette', () => plain([10, 200, 30]).png({ palette: true }), [10, 200, 30]],
    [
      'transparent',
      () => sharp({ create: { width: 8, height: 8, channels: 4, background: '#00000000' } }).png(),
      [255, 255, 255],
    ],
  ])('may be %s', async (_, picture, pixel) => {
    const pixels = await decode(picture());
    expect(pixels).toHaveLength(12);
    // 16 bits are cut to 8, which may take one off.
    pixels.forEach((value, k) => expect(Math.abs(value - pixel[k % 3])).toBeLessThanOrEqual(1));
  });

  test('is a JPEG by its content, whatever its name', async () => {
    const [red] = await decode(plain([250, 0, 0]).jpeg());
    expect(red).toBeGreaterThan(240);
  });

  test('is none when its bytes are not', async () => {
    writeFileSync(join(folder, 'photo.png'), Buffer.alloc(100));
    await expect(decodePhoto(join(folder, 'photo.png'), 8)).rejects.toBeInstanceOf(NotAnImage);
  });
});
