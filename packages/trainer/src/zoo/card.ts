// What the zoo says about a network: card.json.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole, workspaceRoot } from '@bitplane/cli';
import { BitplaneError, modelBytes, readModel } from '@bitplane/model';
import { z } from 'zod';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const schema = z.strictObject({
  schema: z.literal('bitplane-zoo/1'),
  name: z.string(),
  /** Built by this network of the trainer. */
  network: z.string(),
  /** Beside the card. */
  file: z.string(),
  sha256,
  /** Top-1 of the C runtime, in percent of `images`, the whole test set. */
  accuracy: z.number().min(0).max(100),
  images: count,
  correct: count,
  /** SHA-256 of all logits, as hashLogits makes it: of the test set, and of the images in test/data/cifar10-slice. */
  logits: z.strictObject({ testSet: sha256, slice: sha256 }),
  /** The widest binary weights: 1, or more for residual ones. */
  weightBits: z.int().min(1),
  /** Of the file, all but the last two add up to it: packages/model/src/blob/account.ts says what each is. */
  bytes: z.strictObject({
    ...{ weights: count, thresholds: count, other: count, padding: count },
    ...{ header: count, names: count, records: count, alignment: count },
    ...{ file: count, float32: count },
  }),
  /** Multiply-adds of one image. */
  macs: z.strictObject({ binary: count, integer: count }),
  recipe: z.string(),
  seed: count,
  /** Of this repository, when the run went on last. */
  commit: z.string().nullable(),
  training: z.strictObject({
    epochs: count,
    plannedEpochs: count,
    images: count,
    /** Accuracy on images held out of the training set, in percent; null where none were. */
    validationAccuracy: z.number().nullable(),
    hours: z.number().min(0),
    machine: z.string(),
    finished: z.iso.date(),
  }),
});

export type ZooCard = z.infer<typeof schema>;

/** Multiply-adds of one image, of any kind. */
export const zooMacs = ({ macs }: ZooCard): number => macs.binary + macs.integer;

export const CARD = 'card.json';

export const zooFolder = (...parts: string[]): string => join(workspaceRoot(), 'zoo', ...parts);

/** The folders with a card, by name. */
export const zooNames = (folder = zooFolder()): string[] =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, CARD)))
    .sort();

/** Throws E_FILE for a card that is none, E_CHECKSUM when the model beside it is not the one it speaks of. */
export function readCard(folder: string): ZooCard {
  const path = join(folder, CARD);
  const card = parseCard(path);
  const sha256 = createHash('sha256')
    .update(readWhole(join(folder, card.file)))
    .digest('hex');
  if (sha256 === card.sha256) return card;
  throw new BitplaneError(
    'E_CHECKSUM',
    `${join(folder, card.file)}: expected SHA-256 ${card.sha256.slice(0, 12)}… as ${CARD} says, got ${sha256.slice(0, 12)}…: restore the file, or publish the network again`,
  );
}

/** What a card says of the bytes of `model`, a .bpm file, and of the same weights in float32. */
export function cardBytes(model: string, float32: number): ZooCard['bytes'] {
  const bytes = modelBytes(readModel(readWhole(model), model));
  const { weights, thresholds, numbers: other, padding, header, names, records, alignment, file } = bytes;
  return { weights, thresholds, other, padding, header, names, records, alignment, file, float32 };
}

function parseCard(path: string): ZooCard {
  const text = readWhole(path).toString();
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', ' ') : (cause as Error).message;
    throw new BitplaneError('E_FILE', `${path}: expected a card of schema bitplane-zoo/1, got ${reason}`, { cause });
  }
}
