// Which images the page has as samples.

const PER_CLASS = 2;
const NUM_CLASSES = 10;
const RECORD_NBYTES = 1 + 3 * 32 * 32;

/** Of CIFAR-10's binary files the first records of each class, class by class. */
export function cutSamples(file: Uint8Array): Uint8Array {
  const records = Array.from({ length: Math.floor(file.length / RECORD_NBYTES) }, (_, k) =>
    file.subarray(k * RECORD_NBYTES, (k + 1) * RECORD_NBYTES),
  );
  const ofClass = (label: number) => records.filter((record) => record[0] === label).slice(0, PER_CLASS);
  return Buffer.concat(Array.from({ length: NUM_CLASSES }, (_, label) => ofClass(label)).flat());
}
