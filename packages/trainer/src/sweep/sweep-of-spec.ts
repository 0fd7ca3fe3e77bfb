// From a SPEC to a sweep: what is left out is filled in, and what cannot work is rejected before the first run.
import { createHash } from 'node:crypto';
import { isNetworkFile, readWhole, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { requireNetwork } from '../networks';
import { resolveRecipe } from '../recipes';
import { listConfigurations, type Configuration } from './configurations';
import { readSweepData, type SweepData } from './data-of-sweep';
import type { Spec } from './spec';
import type { Sweep } from './sweep';

/** Of the training images, where neither the SPEC nor the data set says how many are held out. */
const HELD_OUT_SHARE = 0.1;

/**
 * Throws E_USAGE for a network or recipe that is not listed, settings of which no configuration can be trained, rungs
 * that no run reaches, or too many images to hold out; and what readDataset throws.
 */
export async function sweepOfSpec(spec: Spec): Promise<{ sweep: Sweep; data: SweepData }> {
  const { network, recipe, data, imageSize, splitSeed, strict, limit, seeds, halving } = spec;
  requireNetwork(network);
  const base = resolveRecipe(recipe);
  const configurations = listConfigurations(spec);
  requireReachable(spec, configurations);
  const images = await readSweepData(
    {
      ...{ data, imageSize, splitSeed, strict, network },
      ...{ recipe: base, seed: seeds[0], limit: limit ?? null },
    },
    spec.validation ?? ((count) => Math.max(1, Math.round(HELD_OUT_SHARE * count))),
  );
  const shared = { data: data === undefined ? undefined : userPath(data), imageSize, splitSeed, strict, limit };
  const sweep: Sweep = {
    options: {
      network: isNetworkFile(network) ? userPath(network) : network,
      validation: images.split,
      ...shared,
    },
    ...{ configurations, seeds, halving: halving ?? null },
    measuresTest: false,
    identity: {
      ...spec,
      ...identityOf(network, images),
      baseRecipe: base,
      // It decides which configuration has which number.
      settingOrder: Object.keys(spec.grid ?? spec.random?.settings ?? {}),
    },
  };
  return { sweep, data: images };
}

/** What decides about the results beside options and recipe. */
export function identityOf(network: string, { name, sha256, trainingImages, validationImages }: SweepData) {
  const file = isNetworkFile(network) ? readWhole(userPath(network)) : null;
  return {
    images: { name, sha256, trainingImages, validationImages },
    ...(file === null ? {} : { networkSha256: createHash('sha256').update(file).digest('hex') }),
  };
}

function requireReachable({ halving }: Spec, configurations: readonly Configuration[]): void {
  const epochs = Math.max(...configurations.map(({ recipe }) => recipe?.epochs ?? 0));
  const beyond = halving?.rungs.find((rung) => rung >= epochs);
  if (beyond === undefined) return;
  throw new BitplaneError(
    'E_USAGE',
    `halving.rungs: expected epochs before the last one, ${epochs}, got ${beyond}: all runs that are left train to the end`,
  );
}
