// The files of one network in the zoo.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeTogether } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { CARD, type ZooCard } from './card';
import { cardPage } from './pages';
import type { Run } from './run';

/** What git is asked to keep of weights in float32, and of a run that is not at its end. */
const LARGEST_NBYTES = 4e6;

interface Entry {
  readonly card: ZooCard;
  readonly run: Run;
  /** The .bpm file. */
  readonly model: string;
  /** Folder with the network in float32: model.json, weights.bin. */
  readonly trained: string;
}

/**
 * Writes them into `folder`, which must not be there yet; weights in float32 only up to 4 MB. Throws E_VALUE for a
 * checkpoint above 4 MB.
 */
export function stageEntry(folder: string, { card, run, model, trained }: Entry): void {
  const { checkpoint, checkpointFolder, recipe } = run;
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  mkdirSync(folder);
  copyFileSync(model, join(folder, card.file));
  writeTogether(
    new Map([
      [join(folder, CARD), json(card)],
      [join(folder, 'README.md'), cardPage(card)],
      [join(folder, 'recipe.json'), json(recipe)],
      [join(folder, 'history.json'), json(checkpoint.position.history)],
    ]),
  );
  copyFileSync(curvesOf(checkpointFolder), join(folder, 'curves.svg'));
  if (nbytesIn(trained) <= LARGEST_NBYTES) cpSync(trained, folder, { recursive: true });
  if (checkpoint.finished) return;
  requireSmall(checkpointFolder);
  cpSync(checkpointFolder, join(folder, 'checkpoint'), { recursive: true });
}

/** Beside the checkpoint while the run is unfinished, above it when it is finished. */
function curvesOf(checkpointFolder: string): string {
  const running = join(checkpointFolder, 'curves.svg');
  return existsSync(running) ? running : join(dirname(checkpointFolder), 'curves.svg');
}

function requireSmall(checkpointFolder: string): void {
  const nbytes = nbytesIn(checkpointFolder);
  if (nbytes <= LARGEST_NBYTES) return;
  throw new BitplaneError(
    'E_VALUE',
    `${checkpointFolder}: expected a checkpoint of at most 4 MB, which is what the repository takes, got ${(nbytes / 1e6).toFixed(1)} MB: finish the run first`,
  );
}

const nbytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
