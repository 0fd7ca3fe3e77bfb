// Writes a folder of many photos, of which ten each are the same, to measure with:
//   npx tsx packages/data/src/test-support/many-photos.ts FOLDER COUNT
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFor } from '@bitplane/model';
import sharp from 'sharp';

const CLASSES = 10;
const COPIES = 10;
const SIDE = 96;
/** Squares of colour per side, blurred by scaling. */
const SQUARES = 6;

async function writePhotos(folder: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += COPIES) {
    const inClass = join(folder, `class-${(start / COPIES) % CLASSES}`);
    mkdirSync(inClass, { recursive: true });
    const photo = await makePhoto(start);
    for (let i = start; i < Math.min(start + COPIES, count); i++) writeFileSync(join(inClass, `${i}.jpg`), photo);
  }
}

function makePhoto(seed: number): Promise<Buffer> {
  const random = randomFor(seed);
  const pixels = Uint8Array.from({ length: SQUARES * SQUARES * 3 }, () => Math.floor(256 * random()));
  const picture = sharp(pixels, { raw: { width: SQUARES, height: SQUARES, channels: 3 } });
  return picture.resize(SIDE, SIDE).jpeg().toBuffer();
}

const [folder, count] = process.argv.slice(2);
void writePhotos(folder, Number(count));
