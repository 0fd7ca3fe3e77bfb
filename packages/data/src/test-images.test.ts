import type { DataRecord } from '@bitplane/model';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import type { LabelledImages } from './dataset';
import { readDataset } from './read-dataset';
import { readTestImages, type Trained } from './test-images';
import { pixelsOf } from './test-support/pixels-of';
import { writeClasses, writePhoto } from './test-support/photo-folders';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

/** A network that was trained on the folder's images, of 8 pixels and with split seed 7. */
async function trained(): Promise<Trained & { record: DataRecord }> {
  const {
    name,
    sha256,
    classes,
    splitSeed,
    train,
    test: held,
  } = await readDataset(folder, { imageSize: 8, splitSeed: 7 });
  const image = { height: 8, width: 8, channels: 3 };
  const counts = { trainingImages: train.count, validationImages: 0, testImages: held.count };
  return { input: image, numScores: 3, classes, record: { name, sha256, classes, image, splitSeed, ...counts } };
}

const rows = (images: LabelledImages): string[] => {
  const pixels = pixelsOf(images);
  return Array.from({ length: images.count }, (_, k) => pixels.subarray(192 * k, 192 * k + 3).join());
};

test('size and split are those of the training', async () => {
  await writeClasses(folder, ['cats', 'dogs'], 30);
  const network = await trained();
  const { images, notes } = await readTestImages(folder, network, {});
  expect(rows(images)).toEqual(rows((await readDataset(folder, { imageSize: 8, splitSeed: 7 })).test));
  expect(notes).toEqual([]);
  await readTestImages(folder, network, { imageSize: 8, splitSeed: 7 });
});

test('options that give other images are rejected', async () => {
  await writeClasses(folder, ['cats', 'dogs'], 30);
  const network = await trained();
  await expect(readTestImages(folder, network, { imageSize: 32 })).rejects.toEqual(
    errorLike('E_USAGE', /expected --image-size 8, .*got 32: leave the option out/),
  );
  await expect(readTestImages(folder, network, { splitSeed: 1 })).rejects.toEqual(
    errorLike('E_USAGE', /expected --split-seed 7.*got 1: images that the network was trained on would be counted/),
  );
});

test('labels are in the order of the scores; a class without images and changed images are said', async () => {
  await writeClasses(folder, ['cats', 'owls'], 30);
  const network = { ...(await trained()), classes: ['owls', 'bats', 'cats'] };
  await writePhoto(join(folder, 'cats/new.png'), [1, 2, 3]);
  const { images, notes } = await readTestImages(folder, network, {});
  expect(new Set(images.labels)).toEqual(new Set([0, 2]));
  expect(images.labels[0]).toBe(2);
  expect(notes).toEqual([
    expect.stringMatching(/not exactly the images of the training/),
    expect.stringMatching(/no images of bats/),
  ]);
});

test('classes that the network does not know are rejected by name', async () => {
  await writeClasses(folder, ['cats', 'dogs', 'newts'], 30);
  const network = { ...(await trained()), classes: ['cats', 'dogs'] };
  await expect(readTestImages(folder, network, {})).rejects.toEqual(
    errorLike('E_FILE', /classes that the network was trained on \(cats, dogs\), got also newts/),
  );
});

test('without a record the images are read at the size of the input, and that is said', async () => {
  await writeClasses(folder, ['cats', 'dogs'], 30);
  const unknown = { ...(await trained()), classes: null, record: null };
  const { images, notes } = await readTestImages(folder, unknown, {});
  expect([images.height, notes]).toEqual([8, [expect.stringMatching(/older version.*split seed 1; train again/)]]);
  await expect(readTestImages(folder, { ...unknown, numScores: 1 }, {})).rejects.toEqual(
    errorLike('E_SHAPE', /at most 1 classes.*got 2 \(cats, dogs\)/),
  );
});

test('images of another shape are rejected with both', async () => {
  await writeClasses(folder, ['cats', 'dogs'], 30);
  const grey = { ...(await trained()), input: { height: 8, width: 8, channels: 1 } };
  await expect(readTestImages(folder, grey, {})).rejects.toEqual(errorLike('E_SHAPE', /images of 8×8×1.*got 8×8×3/));
});
