// `train --seeds`: the same settings with several seeds, a sweep over seeds alone. It says how much of an accuracy is
// chance. Nothing is chosen here, so it looks at the test images too.
import { join } from 'node:path';
import { isNetworkFile, networkName, outFolder, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { requireNetwork } from '../networks';
import type { TrainOptions } from '../train';
import { completeSettings } from '../training/settings';
import { readSweepData } from './data-of-sweep';
import { choosePlaces, type AskedPlaces } from './launchers';
import { runSweep } from './run-sweep';
import { seedsResults, seedsTable } from './seeds-results';
import { runsOf, type Sweep } from './sweep';
import { identityOf } from './sweep-of-spec';

export interface SeedsOptions extends TrainOptions, Omit<AskedPlaces, 'threads'> {
  /** How many; the first one is `seed`. */
  readonly seeds: number;
  readonly threads?: number;
  /** How the user continues after an early end. */
  readonly continueWith: string;
}

/**
 * Trains, or continues, a run for each seed, prints their accuracies with mean, standard deviation and range, and
 * writes seeds.json. Throws what completeSettings, choosePlaces and runSweep throw; E_TRAINING when all runs have
 * failed.
 */
export async function trainSeeds(options: SeedsOptions): Promise<void> {
  const { network, overwrite, continueWith, threads = 1 } = options;
  const folder = options.out === undefined ? outFolder(networkName(network), 'seeds') : userPath(options.out);
  const places = choosePlaces({ ...options, threads });
  const sweep = await sweepOverSeeds(options);
  const runs = runsOf(sweep, sweep.configurations[0]);
  console.log(`Training ${network} with seeds ${sweep.seeds.join(', ')}, by ${places.launcher.what}`);
  const results = await runSweep(sweep, {
    ...{ ...places, folder, threads, overwrite, continueWith },
    writeResults([contender], { due }) {
      const known = seedsResults({ sweep, runs, folder }, contender, due.length === 0);
      writeWhole(join(folder, 'seeds.json'), `${JSON.stringify(known, null, 2)}\n`);
      return known;
    },
  });
  console.log(seedsTable(results));
  if (results.test === null) {
    throw new BitplaneError('E_TRAINING', `all ${runs.length} runs failed; the first one: ${results.runs[0].failure}`);
  }
  console.log(`results: ${join(folder, 'seeds.json')}`);
}

async function sweepOverSeeds(options: SeedsOptions): Promise<Sweep> {
  const { network, data, imageSize, splitSeed, strict, limit, freeze, checkpointEvery } = options;
  requireNetwork(network);
  // Under its whole path: a run may have another working folder.
  const from = options.from && userPath(options.from);
  const { recipe, seed, validation, ...settings } = completeSettings(network, { ...options, from });
  const reading = { imageSize, splitSeed, strict };
  const images = await readSweepData({ ...settings, recipe, seed, data, ...reading }, validation);
  const seeds = Array.from({ length: options.seeds }, (_, k) => seed + k);
  return {
    options: {
      ...{ network: isNetworkFile(network) ? userPath(network) : network, validation, limit, checkpointEvery },
      ...{ from, freeze, data: data === undefined ? undefined : userPath(data), ...reading },
    },
    configurations: [{ number: 1, settings: {}, recipe, reason: null }],
    ...{ seeds, halving: null, measuresTest: true },
    identity: {
      ...{ network, recipe, seeds, validation, limit, from: settings.from, ...reading },
      ...identityOf(network, images),
    },
  };
}
