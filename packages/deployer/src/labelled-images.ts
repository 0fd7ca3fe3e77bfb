// The images on which push measures accuracy, as the program on the board reads them.
import { existsSync, statSync } from 'node:fs';
import { readWhole, userPath } from '@bitplane/cli';
import { describeExport, readTestImages, toRecords } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';

export interface LabelledImagesOptions {
  /** A folder of images, as for training; or a file of records (`bitplane --help`). */
  readonly data: string;
  /** For photos whose folders do not say which are for testing, where the export does not know the seed. */
  readonly splitSeed?: number;
}

/**
 * A folder's test images are read as the network was trained: by what model.bpm and the report.json beside it say.
 * model: path of the .bpm. Throws E_MISSING_FILE where there is nothing, and what readTestImages throws.
 */
export async function labelledImages({ data, splitSeed }: LabelledImagesOptions, model: string): Promise<Uint8Array> {
  const path = userPath(data);
  if (!existsSync(path)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `--data: expected a folder of images or a file, found nothing at ${path}`,
    );
  }
  if (!statSync(path).isDirectory()) return readWhole(path);
  const { images, notes } = await readTestImages(path, describeExport(model), { splitSeed });
  console.log(`data: ${images.count} test images of ${path}`);
  for (const note of notes) console.log(note);
  return toRecords(images);
}
