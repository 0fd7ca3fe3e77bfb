// The test images of a trained network: read as for its training, with labels in the order of its scores.
import { BitplaneError, type DataRecord } from '@bitplane/model';
import type { Dataset, ImageShape, LabelledImages, ReadOptions } from './dataset';
import { classList } from './describe';
import { relabel } from './images';
import { leftOutLine } from './left-out';
import { readAgain } from './reading-again';
import { readDataset } from './read-dataset';

/** What is known of a trained network. */
export interface Trained {
  readonly input: ImageShape;
  readonly numScores: number;
  /** Of the scores; null where nobody knows. */
  readonly classes: readonly string[] | null;
  /** Null for a network of an older version, or trained elsewhere. */
  readonly record: DataRecord | null;
}

export interface TestImages {
  readonly images: LabelledImages;
  /** What the user should know about them, a line each. */
  readonly notes: readonly string[];
}

/**
 * Throws E_USAGE for options that give other images than the network was trained on, E_SHAPE for images of another
 * shape, E_FILE for classes that it does not know, and what readDataset throws.
 */
export async function readTestImages(
  folder: string,
  trained: Trained,
  asked: Partial<ReadOptions>,
): Promise<TestImages> {
  const { input, record, classes } = trained;
  const reading = { imageSize: input.height, splitSeed: record?.splitSeed ?? null };
  const options = readAgain(reading, asked);
  const data = await readDataset(folder, options);
  requireShape(folder, data.test, input);
  const left = leftOutLine(data.leftOut, folder);
  const notes = [...(left === null ? [] : [left]), ...compareWithRecord(data, record)];
  if (classes === null) {
    requireScores(folder, data, trained);
    return { images: data.test, notes };
  }
  requireKnownClasses(folder, data, classes);
  const missing = classes.filter((name) => !data.classes.includes(name));
  if (missing.length > 0) notes.push(`note: ${folder} has no images of ${classList(missing)}.`);
  return { images: relabel(data.test, data.classes, classes), notes };
}

function compareWithRecord(data: Dataset, record: DataRecord | null): string[] {
  if (record === null) {
    const { splitSeed } = data;
    const seed = splitSeed === null ? '' : ` and drawn with split seed ${splitSeed}`;
    return [
      `note: the network does not record which images it was trained on, because an older version wrote it: these are read at its input's size${seed}; ` +
        'train again to have that recorded.',
    ];
  }
  if (data.sha256 === record.sha256) return [];
  return [
    `note: these are not exactly the images of the training (${record.name}): some were added, changed or removed.`,
  ];
}

function requireShape(folder: string, images: ImageShape, input: ImageShape): void {
  const [got, expected] = [images, input].map(({ height, width, channels }) => `${height}×${width}×${channels}`);
  if (got === expected) return;
  throw new BitplaneError(
    'E_SHAPE',
    `${folder}: expected images of ${expected}, which the network takes, got ${got}: give the images that it was trained on with --data`,
  );
}

function requireKnownClasses(folder: string, data: Dataset, classes: readonly string[]): void {
  const foreign = data.classes.filter((name) => !classes.includes(name));
  if (foreign.length === 0) return;
  throw new BitplaneError(
    'E_FILE',
    `${folder}: expected the classes that the network was trained on (${classList(classes)}), got also ${classList(foreign)}: ` +
      'give other images with --data, or another network',
  );
}

function requireScores(folder: string, data: Dataset, { numScores }: Trained): void {
  if (data.classes.length <= numScores) return;
  throw new BitplaneError(
    'E_SHAPE',
    `${folder}: expected at most ${numScores} classes, one per score of the network, got ${data.classes.length} (${classList(data.classes)}): ` +
      'give the images that it was trained on with --data',
  );
}
