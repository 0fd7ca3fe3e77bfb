// A network of the zoo as a folder that uploads to the Hugging Face hub as it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWhole, writeTogether } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { hasModel, readSavedModel } from '../model-files';
import { modelSafetensors, SAFETENSORS } from '../model-safetensors';
import { CARD, readCard } from './card';
import { exportRun } from './export-run';
import { hubPage } from './hub-page';

/** From the zoo, as they are. */
const COPIED = [CARD, 'recipe.json', 'history.json', 'curves.svg'];

/**
 * Writes README.md with its front matter, model.bpm, model.onnx, model.safetensors and the record of training into
 * `folder`. entry: the network's folder in the zoo. Throws E_MISSING_FILE for a network without weights in float32, and
 * what readCard and exportRun throw; nothing is written then.
 */
export function writeHubFolder(entry: string, folder: string): void {
  const card = readCard(entry);
  if (!hasModel(entry)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `${entry}: expected the weights in float32, model.json and weights.bin, found none: publish the run again`,
    );
  }
  const exporting = mkdtempSync(join(tmpdir(), 'bitplane-hub-'));
  try {
    exportRun(entry, { name: card.name, folder: exporting, also: ['onnx'] });
    const files = new Map<string, string | Uint8Array>([
      ...[...COPIED, card.file].map((name) => [name, readWhole(join(entry, name))] as const),
      ['model.onnx', readWhole(join(exporting, 'model.onnx'))],
      [SAFETENSORS, modelSafetensors(readSavedModel(entry))],
      ['README.md', hubPage(card)],
    ]);
    writeTogether(new Map([...files].map(([name, content]) => [join(folder, name), content])));
  } finally {
    rmSync(exporting, { recursive: true });
  }
}
