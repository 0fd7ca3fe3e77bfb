// Imports a drafted file and runs it, for tests.
import { randomImages, run, type Model, type TensorOf } from '@bitplane/model';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputOptions } from '../../importers/input/image-tables';
import { importTflite, type TfliteNetwork } from '../../importers/tflite/import-tflite';
import type { TfliteDraft } from './tflite-draft';

/** x = (u − 128) / 32: exact, of both signs, and 0. */
export const numberOf = (byte: number): number => (byte - 128) / 32;

export const NUMBERS: InputOptions = { input: '(u8-128)/32' };

/** options: none for inputs of bytes, which say themselves what they are. */
export function importTfliteDraft(draft: TfliteDraft, options = NUMBERS): TfliteNetwork {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-tflite-'));
  try {
    return importTflite(draft.write(folder), options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface DraftRun {
  readonly model: Model;
  readonly image: TensorOf<'uint8'>;
  /** The image as the file's input has it. */
  readonly x: Float64Array;
  readonly y: number[];
}

/** The drafted network on an image from a seed. */
export function runDraft(draft: TfliteDraft, seed = 1): DraftRun {
  const { model } = importTfliteDraft(draft);
  const [image] = randomImages(model, 1, seed);
  return { model, image, x: Float64Array.from(image.data, numberOf), y: Array.from(run(model, image).data) };
}
