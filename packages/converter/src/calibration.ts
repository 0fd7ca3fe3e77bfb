// Networks whose scales come from the batch at hand, and what it costs to freeze them.
import { run, type Model, type Shape, type TensorOf } from '@bitplane/model';
import { goldenImages } from './golden-images';
import type { ImportOptions } from './importers/importer';
import { readCifar10Images, readCifar10Labels } from './verify/cifar10-images';

export interface CalibrationSet {
  /** Scales are means over these. */
  readonly calibration: readonly TensorOf<'uint8'>[];
  /** Others, to see what freezing does. */
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
  const { calibration, test, labels, from } = set;
  const done = `froze the live scales of ${layers.join(', ')} by ${calibration.length} images ${labels === null ? '' : 'of '}${from}`;
  if (test.length === 0) return done;
  const [now, before] = [classesOf(frozen, test), classesOf(live, test)];
  const share = (count: number): string => `${((100 * count) / test.length).toFixed(1)} %`;
  const agreeing = (others: readonly number[]): number => now.filter((label, index) => label === others[index]).length;
  if (labels === null)
    return `${done}: ${share(agreeing(before))} of ${test.length} others keep their class; --images FILE of labelled images says what that does to accuracy`;
  const right = before.filter((label, index) => label === labels[index]).length;
  return `${done}: on ${test.length} others accuracy was ${share(right)} with live scales and is ${share(agreeing(labels))}`;
}

const classesOf = (model: Model, images: readonly TensorOf<'uint8'>[]): number[] =>
  images.map((image) => {
    const scores = Array.from(run(model, image).data);
    return scores.indexOf(Math.max(...scores));
  });
