import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { thrownBy } from '../test-support/thrown-by';
import { readDataset } from '.';
import { decodePhoto, NotAnImage } from './decode-photo';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-photos-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A picture of one colour. */
const plain = (red: number, green: number, blue: number, { width = 40, height = 30 } = {}) =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } });

async function writePhotos(root = folder, count = 24): Promise<void> {
  for (const [label, red] of [
    ['cats', 200],
    ['dogs', 50],
  ] as const) {
    mkdirSync(join(root, label), { recursive: true });
    for (let i = 0; i < count; i++)
      await plain(red, i, 0)
        .png()
        .toFile(join(root, label, `${i}.png`));
  }
}

test('classes are folders in the order of their names; the split follows from paths and seed alone', async () => {
  await writePhotos();
  const first = await readDataset(folder, { imageSize: 4 });
  expect(first).toMatchObject({ classes: ['cats', 'dogs'], skipped: [] });
  expect(first.train).toMatchObject({ height: 4, width: 4, channels: 3 });
  expect(first.train.count + first.test.count).toBe(48);
  for (const { pixels, labels, count } of [first.train, first.test]) {
    for (let i = 0; i < count; i++) expect(pixels[i * 48]).toBe(labels[i] === 0 ? 200 : 50);
  }
  // Green tells the photo: which are test photos must not change when others come.
  const greens = ({ pixels, count }: { pixels: Uint8Array; count: number }) =>
    Array.from({ length: count }, (_, i) => `${pixels[i * 48]}/${pixels[i * 48 + 1]}`);
  await plain(200, 99, 0).png().toFile(join(folder, 'cats/new.png'));
  const second = await readDataset(folder, { imageSize: 4 });
  expect(greens(second.test).filter((photo) => photo !== '200/99')).toEqual(greens(first.test));
  expect(second.sha256).not.toBe(first.sha256);
  const other = await readDataset(folder, { imageSize: 4, splitSeed: 2 });
  expect(greens(other.test)).not.toEqual(greens(second.test));
});

test('folders train and test are taken as they are', async () => {
  await writePhotos(join(folder, 'train'), 3);
  await writePhotos(join(folder, 'test'), 1);
  const { train, test: held } = await readDataset(folder);
  expect([train.count, held.count, [...held.labels]]).toEqual([6, 2, [0, 1]]);
});

test('files that are no pictures are skipped and listed, or refused', async () => {
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
  await plain(1, 2, 3).gif().toFile(join(folder, 'dogs/moving.png'));
  writeFileSync(join(folder, 'dogs/.hidden'), 'not looked at');
  const { train, test: held, skipped } = await readDataset(folder);
  expect(train.count + held.count).toBe(24);
  expect(skipped.map(({ path }) => path.slice(folder.length + 1)).sort()).toEqual([
    'cats/empty.jpg',
    'cats/notes.txt',
    'dogs/cut.jpg',
    'dogs/cut.png',
    'dogs/moving.png',
  ]);
  expect(skipped.find(({ path }) => path.endsWith('moving.png'))?.reason).toContain('gif');
  expect(await thrownBy(() => readDataset(folder, { strict: true }))).toMatchObject({
    code: 'E_FILE',
    message: expect.stringMatching(/empty\.jpg.*and 2 more: remove them, or leave --strict out/) as string,
  });
});

test('one class alone, and a class without photos for testing, are refused', async () => {
  await writePhotos(folder, 1);
  expect(await thrownBy(() => readDataset(folder))).toMatchObject({
    message: expect.stringMatching(/none of/) as string,
  });
  renameSync(join(folder, 'dogs'), join(folder, '.dogs'));
  expect(await thrownBy(() => readDataset(folder))).toMatchObject({
    message: expect.stringMatching(/2 to 256 folders.*got 1/) as string,
  });
});

describe('a photo', () => {
  const decode = async (picture: Sharp, size = 2): Promise<number[]> => {
    const path = join(folder, 'photo');
    await picture.toFile(path);
    return [...(await decodePhoto(path, size))];
  };

  test('is cut square from the middle', async () => {
    const wings = plain(255, 0, 0, { width: 30, height: 10 }).composite([
      { input: await plain(0, 0, 255, { width: 10, height: 10 }).png().toBuffer(), left: 10, top: 0 },
    ]);
    const pixels = await decode(wings.png(), 5);
    expect(pixels[38]).toBeGreaterThan(250);
    // The filter of the scaling reaches across the cut.
    expect(Math.max(...pixels.filter((_, k) => k % 3 === 0))).toBeLessThan(32);
  });

  test('is turned upright', async () => {
    const halves = await plain(0, 0, 0, { width: 20, height: 20 })
      .composite([{ input: await plain(255, 255, 255, { width: 20, height: 10 }).png().toBuffer(), left: 0, top: 10 }])
      .png()
      .toBuffer();
    // Orientation 3: the camera was upside down, so the white half is above.
    const [above] = await decode(sharp(halves).withMetadata({ orientation: 3 }).png());
    expect(above).toBeGreaterThan(200);
  });

  test.each<[string, () => Sharp, number[]]>([
    ['grey', () => plain(90, 90, 90).toColourspace('b-w').png(), [90, 90, 90]],
    ['of 16 bits', () => plain(10, 200, 30).toColourspace('rgb16').png(), [10, 200, 30]],
    ['of a palette', () => plain(10, 200, 30).png({ palette: true }), [10, 200, 30]],
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
    const [red] = await decode(plain(250, 0, 0).jpeg());
    expect(red).toBeGreaterThan(240);
  });

  test('is none when its bytes are not', async () => {
    writeFileSync(join(folder, 'photo.png'), Buffer.alloc(100));
    expect(await thrownBy(() => decodePhoto(join(folder, 'photo.png'), 8))).toBeInstanceOf(NotAnImage);
  });
});
