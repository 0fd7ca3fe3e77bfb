// A trained network that another run starts from: the folder of a finished run, of a network in the zoo, or one with a
// model.safetensors.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { hasModel, hasSavedModel, readSavedModel } from '../model-files';
import { NETWORKS } from '../networks';
import type { SavedModel } from '../saved-model';
import { CARD, zooFolder, zooNames } from '../zoo/card';

/** As a run's settings have it. */
export interface StartFrom {
  /** As the user named it. */
  readonly folder: string;
  /** Of the weights that are there, by their names. */
  readonly sha256: string;
  /** Only the head is trained. */
  readonly freeze: boolean;
}

/** Throws what readSource throws. */
export const describeSource = (folder: string, freeze: boolean): StartFrom => ({
  ...{ folder, sha256: digestOf(readSource(folder)), freeze },
});

/** SHA-256 of its weights, with their names and shapes. */
export function digestOf({ weights }: SavedModel): string {
  const hash = createHash('sha256');
  for (const { name, shape, bytes } of weights) hash.update(`${name}[${shape.join()}]`).update(bytes);
  return hash.digest('hex');
}

/** The network of the list whose weights a folder has. Throws E_USAGE for another one, and what readSource throws. */
export function networkOfSource(folder: string): string {
  const { path, topology } = readSource(folder);
  const name = (topology as { config?: { name?: unknown } }).config?.name;
  if (typeof name === 'string' && Object.hasOwn(NETWORKS, name)) return name;
  throw new BitplaneError(
    'E_USAGE',
    `${path}: expected a network of the list (${Object.keys(NETWORKS).join(', ')}), got ${JSON.stringify(name)}: name its file with --network`,
  );
}

/** Throws E_MISSING_FILE for a folder without weights, E_FILE for damaged ones. */
export function readSource(from: string): SavedModel {
  const path = userPath(from);
  const folder = ['model.json', 'model.safetensors'].includes(basename(path)) ? dirname(path) : path;
  if (hasSavedModel(folder)) return readSavedModel(folder);
  throw new BitplaneError(
    'E_MISSING_FILE',
    `expected model.json and weights.bin, or model.safetensors, in ${folder}, found neither: ${adviceFor(folder)}`,
  );
}

function adviceFor(folder: string): string {
  if (existsSync(join(folder, CARD))) {
    const names = zooNames().filter((name) => hasModel(zooFolder(name)));
    return `of the networks in the zoo, these have their weights: ${names.map((name) => `zoo/${name}`).join(', ')}`;
  }
  if (existsSync(join(folder, 'checkpoint'))) return 'its run has not finished; continue it with --resume first';
  return 'give --from the folder of a finished run, or of a network in the zoo';
}
