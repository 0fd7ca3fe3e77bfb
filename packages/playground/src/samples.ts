// Images of CIFAR-10's test set that are in the page.
import url from 'virtual:samples';
import { CIFAR10_CLASSES } from './zoo';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const RECORD_NBYTES = 1 + 3 * PLANE;

export interface Sample {
  readonly label: string;
  readonly image: ImageData;
}

/** Rejects as fetch does. */
export async function readSamples(): Promise<Sample[]> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return Array.from({ length: bytes.length / RECORD_NBYTES }, (_, k) => {
    const record = bytes.subarray(k * RECORD_NBYTES, (k + 1) * RECORD_NBYTES);
    return { label: CIFAR10_CLASSES[record[0]], image: imageOf(record.subarray(1)) };
  });
}

/** planes: red, green, blue, as CIFAR-10 has them. */
function imageOf(planes: Uint8Array): ImageData {
  const image = new ImageData(SIDE, SIDE);
  for (let k = 0; k < PLANE; k++) image.data.set([planes[k], planes[PLANE + k], planes[2 * PLANE + k], 255], 4 * k);
  return image;
}
