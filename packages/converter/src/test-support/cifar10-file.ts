// A CIFAR-10 file of a few images that an export makes from a seed when it is given none.
import { writeFileSync } from 'node:fs';
import { calibrationSet } from '../calibration';

/** Labels are 0, 1, … 9, 0 ….  */
export function writeCifar10(file: string, numImages: number): string {
  const { calibration, test } = calibrationSet(undefined, { height: 32, width: 32, channels: 3 });
  const records = [...calibration, ...test].slice(0, numImages).map(({ data }, index) => {
    const record = Buffer.alloc(1 + data.length);
    record[0] = index % 10;
    for (let k = 0; k < data.length; k++) record[1 + (k % 3) * 1024 + Math.floor(k / 3)] = data[k];
    return record;
  });
  writeFileSync(file, Buffer.concat(records));
  return file;
}
