// An export that says how the images of its network were read, and a folder of such images.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeClasses } from '@bitplane/data/test-support';
import { makeGolden, randomImages, randomModel, writeGolden, writeModel, type DataRecord } from '@bitplane/model';

/** A random model of 8×8×3 images; split seed 7. The images are none that it was trained on. */
const SEED = 114;
const SIDE = 8;
const CLASSES = ['cats', 'dogs'];
const PHOTOS_PER_CLASS = 24;

export async function exportForPhotos(folder: string): Promise<{ exported: string; photos: string }> {
  const [exported, photos] = [join(folder, 'exported'), join(folder, 'photos')];
  await writeClasses(photos, CLASSES, PHOTOS_PER_CLASS);
  const data: DataRecord = {
    ...{ name: 'photos', sha256: '00', classes: CLASSES, image: { height: SIDE, width: SIDE, channels: 3 } },
    ...{ splitSeed: 7, trainingImages: 40, validationImages: 0, testImages: 8 },
  };
  const model = { ...randomModel(SEED), classes: CLASSES };
  mkdirSync(exported);
  writeFileSync(join(exported, 'model.bpm'), writeModel(model));
  writeFileSync(join(exported, 'golden.bpv'), writeGolden(makeGolden(model, randomImages(model, 1, 1))));
  writeFileSync(join(exported, 'report.json'), JSON.stringify({ data }));
  return { exported, photos };
}
