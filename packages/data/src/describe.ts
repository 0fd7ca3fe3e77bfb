// What is printed about the images before anything is done with them.
import type { Dataset } from './dataset';
import { leftOutLine } from './left-out';

const SHOWN_CLASSES = 12;

/**
 * `data: 3 classes (cats, dogs, owls); 36 for training, 12 for testing`, then a line with what was left out and why,
 * and one per remark. `folder`: where they were read from.
 */
export function describeDataset(data: Dataset, folder: string): string[] {
  const { train, validation, test, splitSeed } = data;
  const counts = [
    `${train.count} for training`,
    ...(validation === null ? [] : [`${validation.count} for validation`]),
    `${test.count} for testing${splitSeed === null ? '' : `, drawn with split seed ${splitSeed}`}`,
  ];
  const left = leftOutLine(data.leftOut, folder);
  return [
    `data: ${data.classes.length} classes (${classList(data.classes)}); ${counts.join(', ')}`,
    ...(left === null ? [] : [left]),
    ...data.remarks.map((remark) => `note: ${remark}`),
  ];
}

/** Names of classes, shortened where there are many. */
export function classList(classes: readonly string[]): string {
  if (classes.length <= SHOWN_CLASSES) return classes.join(', ');
  return [...classes.slice(0, SHOWN_CLASSES - 2), '…', classes.at(-1)].join(', ');
}
