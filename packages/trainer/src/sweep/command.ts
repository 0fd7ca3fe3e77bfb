// The command `sweep`: from a SPEC to the results in a folder.
import { join } from 'node:path';
import { networkName, outFolder, userPath, writeTogether } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { chooseBest, commandsFor } from './best-run';
import { choosePlaces, type AskedPlaces } from './launchers';
import { sweepPage } from './page/page';
import { configurationResults, type ConfigurationResult, type SweepResults } from './results';
import { runSweep } from './run-sweep';
import { readSpec } from './spec';
import type { Sweep } from './sweep';
import { sweepOfSpec } from './sweep-of-spec';
import { percent, sweepTable } from './table';

export interface SweepCommandOptions extends Omit<AskedPlaces, 'threads'> {
  /** Default: out/<network>/sweep. */
  readonly out?: string;
  readonly threads?: number;
  readonly overwrite?: boolean;
  /** How the user continues after an early end. */
  readonly continueWith: string;
}

/**
 * Runs the sweep of a SPEC file, or the rest of it, prints its table and writes results.json and sweep.html. Throws
 * what readSpec, sweepOfSpec, choosePlaces and runSweep throw; E_TRAINING when all configurations have failed.
 */
export async function sweep(file: string, options: SweepCommandOptions): Promise<void> {
  const spec = readSpec(file);
  const folder = options.out === undefined ? outFolder(networkName(spec.network), 'sweep') : userPath(options.out);
  const threads = options.threads ?? 1;
  const places = choosePlaces({ ...options, threads });
  const { sweep, data } = await sweepOfSpec(spec);
  const { configurations, seeds } = sweep;
  console.log(
    `Sweep of ${configurations.length} configurations × ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}, ${data.validationImages} held-out images, by ${places.launcher.what}`,
  );
  const { overwrite, continueWith } = options;
  const results = await runSweep(sweep, {
    ...{ ...places, folder, threads, overwrite, continueWith },
    writeResults: (contenders, decision) =>
      writeResults(folder, sweep, configurationResults(sweep, contenders, decision)),
  });
  console.log(sweepTable(results.configurations));
  report(results, sweep, folder);
}

function writeResults(folder: string, sweep: Sweep, configurations: readonly ConfigurationResult[]): SweepResults {
  const results: SweepResults = {
    schema: 'bitplane-sweep/1',
    isComplete: configurations.every(({ state }) => state !== 'ahead'),
    sweep: sweep.identity,
    configurations,
    best: chooseBest(configurations),
  };
  const commands = results.best === null ? [] : commandsFor(results.best, sweep, folder);
  writeTogether(
    new Map([
      [join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`],
      [join(folder, 'sweep.html'), sweepPage(results, sweep, commands)],
    ]),
  );
  return results;
}

/** Throws E_TRAINING when nothing can be recommended. */
function report({ best, configurations }: SweepResults, sweep: Sweep, folder: string): void {
  const files = `results: ${join(folder, 'results.json')}\npage:    ${join(folder, 'sweep.html')}`;
  if (best === null) {
    throw new BitplaneError(
      'E_TRAINING',
      `all ${configurations.length} configurations failed; the first one: ${configurations[0].reason}`,
    );
  }
  const [{ accuracy }] = configurations;
  const held = accuracy === null ? '' : `, ${percent(accuracy.mean)} on held-out images`;
  console.log(`best: configuration ${best.configuration}${held}: ${join(folder, best.folder)}`);
  for (const [what, command] of commandsFor(best, sweep, folder)) console.log(`  ${what}:\n    ${command}`);
  console.log(files);
}
