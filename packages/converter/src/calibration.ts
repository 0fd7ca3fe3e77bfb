// Images by which an export chooses numbers, such as scales that come from the batch at hand, and what that costs.
import { run, type Model, type Shape, type TensorOf } from '@bitplane/model';
import { goldenImages } from './golden-images';
import type { ImportOptions } from './importers/importer';
import { readCifar10Images, readCifar10Labels } from './verify/cifar10-images';

export interface CalibrationSet {
  /** Scales are chosen by these. */
  readonly calibration: readonly TensorOf<'uint8'>[];
  /** Others, to see what that does. */
  readonly test: readonly TensorOf<'uint8'>[];
  /** Of the others; null where nobody knows. */
  readonly labels: readonly number[] | null;
  /** Where they come from. */
  readonly from: string;
}

const NUM_CALIBRATION = 16;
const NUM_TEST = 32;
const SEED = 2;

/**
 * The first images of a CIFAR-10 file, or, without one, images made from a seed. Throws what readCifar10Images throws.
 */
export function calibrationSet(file: string | undefined, shape: Shape): CalibrationSet {
  const count = NUM_CALIBRATION + NUM_TEST;
  const images =
    file === undefined ? goldenImages({ input: shape }, count, SEED) : readCifar10Images(file, shape, count);
  // Of a small file a third, as of a large one.
  const numCalibration = Math.ceil((images.length * NUM_CALIBRATION) / count);
  const [calibration, test] = [images.slice(0, numCalibration), images.slice(numCalibration)];
  const labels = file === undefined ? null : readCifar10Labels(file, images.length).slice(numCalibration);
  return { calibration, test, labels, from: file ?? `made from seed ${SEED}` };
}

/** For an import: the images that freeze scales are those of the file, or made from a seed. */
export const calibratedBy = (file: string | undefined): Pick<ImportOptions, 'calibrationImages'> => ({
  calibrationImages: (shape) => calibrationSet(file, shape).calibration,
});

export interface Frozen {
  readonly layers: readonly string[];
  readonly set: CalibrationSet;
  readonly frozen: Model;
  /** Frozen by the test images themselves: on these it is the network with live scales. */
  readonly live: Model;
}

/**
 * One line: what was frozen by what, and the change in accuracy, or how many classes stay where there are no labels.
 */
export function frozenNote({ layers, set, frozen, live }: Frozen): string {
  const done = `froze the live scales of ${layers.join(', ')} by ${imagesText(set)}`;
  const effect = effectOn(set, { before: live, after: frozen, were: 'with live scales' });
  return effect === null ? done : `${done}: ${effect}`;
}

/** `16 images of FILE`, or `16 images made from seed 2`. */
export const imagesText = ({ calibration, labels, from }: CalibrationSet): string =>
  `${calibration.length} images ${labels === null ? '' : 'of '}${from}`;

export interface Change {
  readonly before: Model;
  readonly after: Model;
  /** What the network was before. */
  readonly were: string;
}

/** Accuracy before and after on the test images, or how many keep their class; null where there are none. */
export function effectOn({ test, labels }: CalibrationSet, { before, after, were }: Change): string | null {
  if (test.length === 0) return null;
  const [was, is] = [classesOf(before, test), classesOf(after, test)];
  const share = (classes: readonly number[], others: readonly number[]): string =>
    `${((100 * classes.filter((label, index) => label === others[index]).length) / test.length).toFixed(1)} %`;
  if (labels === null)
    return `${share(is, was)} of ${test.length} others keep their class; --images FILE of labelled images says what that does to accuracy`;
  return `on ${test.length} others accuracy was ${share(was, labels)} ${were} and is ${share(is, labels)}`;
}

const classesOf = (model: Model, images: readonly TensorOf<'uint8'>[]): number[] =>
  images.map((image) => {
    const scores = Array.from(run(model, image).data);
    return scores.indexOf(Math.max(...scores));
  });
