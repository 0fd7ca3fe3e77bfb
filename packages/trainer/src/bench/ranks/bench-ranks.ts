// The command `bench-ranks`: how much faster several ranks train than one process, and where a step's time goes.
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { outFolder, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { requireMpirun } from '../../distributed/launch';
import { completeDistributed } from '../../distributed/settings';
import { askedRecipe } from '../../training/settings';
import { gitCommit } from '../../run-record';
import { requireWritable } from '../../training/run-files';
import { withHosts, type Hosts, type Link } from '../../hosts';
import { casesOf, type AskedCases, type RanksCase } from './cases';
import { describeSample, ranksPage, type LinkRecord, type RanksRecord, type RanksResult } from './report';
import { runCase } from './run-case';

export interface BenchRanksOptions extends AskedCases {
  /** Numbers of hosts of a rank each, which this machine makes; left out: ranks are on this machine itself. */
  readonly hosts?: readonly number[];
  /** Of their links, bits/s. */
  readonly bandwidth?: number;
  /** From a host to the switch, s. */
  readonly delay?: number;
  /** Folder with images; default: CIFAR-10. */
  readonly data?: string;
  readonly rounds: number;
  readonly warmUp: number;
  readonly steps: number;
  /** Default: out/bench-ranks. */
  readonly out?: string;
  readonly print: (line: string) => void;
}

/**
 * Runs every case once per round, each alone on the machine, and writes ranks.json and ranks.md, with hosts hosts.json
 * and hosts.md. Throws E_SETUP where Open MPI is missing, or what hosts need; E_USAGE for batches with fewer images
 * than there are ranks and exchanges that do not go with the recipe; and what runCase throws.
 */
export async function benchRanks(options: BenchRanksOptions): Promise<void> {
  requireMpirun('bench-ranks');
  const { hosts, bandwidth, delay, print } = options;
  if (hosts === undefined && (bandwidth ?? delay) !== undefined) {
    throw new BitplaneError('E_USAGE', '--bandwidth and --delay are those of hosts: give --hosts 2,3 too');
  }
  const cases = casesOf({ ...options, ranks: hosts ?? options.ranks });
  requireSound(cases, options.recipe);
  const out = options.out === undefined ? outFolder('bench-ranks') : userPath(options.out);
  requireWritable(out);
  const load = loadavg()[0];
  if (load > 0.5 * cpus().length) print(`This machine is busy (load ${load.toFixed(1)}): times will vary.`);
  const link = hosts === undefined ? null : { bitsPerSecond: bandwidth, delay };
  const results = await measure(cases, options, link);
  const record: RanksRecord = {
    schema: 'bitplane-ranks/1',
    ...{ date: new Date().toISOString(), commit: gitCommit(), cpu: cpus()[0].model, cores: cpus().length, load },
    recipe: askedRecipe(options).name,
    ...{ rounds: options.rounds, warmUp: options.warmUp, steps: options.steps },
    link: link === null ? null : linkRecord(link),
    results,
  };
  const name = link === null ? 'ranks' : 'hosts';
  writeWhole(join(out, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
  writeWhole(join(out, `${name}.md`), ranksPage(record));
  print(ranksPage(record));
}

const linkRecord = ({ bitsPerSecond, delay }: Link): LinkRecord => ({
  bitsPerSecond: bitsPerSecond ?? null,
  delay: delay ?? 0,
});

async function measure(
  cases: readonly RanksCase[],
  { rounds, recipe, data, warmUp, steps, print }: BenchRanksOptions,
  link: Link | null,
): Promise<RanksResult[]> {
  const results = cases.map((each) => ({ ...each, samples: [] as RanksResult['samples'][number][] }));
  for (let round = 0; round < rounds; round++) {
    print(`round ${round + 1} of ${rounds}`);
    for (const result of results) {
      const { samples, ...each } = result;
      const run = (hosts: Hosts | null) => runCase({ ...each, recipe, data, warmUp, steps }, hosts);
      const isSpread = link !== null && each.ranks > 1;
      const sample = isSpread
        ? await withHosts({ ...link, slots: Array<number>(each.ranks).fill(1) }, (hosts) => run(hosts))
        : await run(null);
      samples.push(sample);
      print(describeSample(each, sample));
    }
  }
  return results;
}

/** Before anything is measured. */
function requireSound(cases: readonly RanksCase[], recipe: string): void {
  for (const { network, ranks, exchange, batchSize } of cases.filter((each) => each.ranks > 1)) {
    completeDistributed(network, { recipe, exchange }, ranks);
    if (batchSize >= ranks) continue;
    throw new BitplaneError(
      'E_USAGE',
      `expected at least an image per rank in a step, got ${batchSize} for ${ranks} ranks: give a larger --batch-size, or --per-rank-batch`,
    );
  }
}
