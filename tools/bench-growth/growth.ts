// Networks of more and more products in this library and in others, in turn, in one run.
import { join } from 'node:path';
import { buildFolder, writeTogether } from '@bitplane/cli';
import { modelCost, type Model } from '@bitplane/model';
import { commit, install } from '../bench-peers/bench-peers';
import { buildPrograms, type Installed } from '../bench-peers/build';
import { thisCpu } from '../bench-peers/cpu';
import {
  ScoreCheck,
  visitEngine,
  visitOurs,
  type Engine,
  type NetworkFiles,
  type NetworkSample,
} from '../bench-peers/engines';
import { releaseOf } from '../bench-peers/packages';
import { OURS } from '../bench-peers/peers';
import type { SeededNetwork } from './networks';
import type { EngineFigures, GrowthRecord, NetworkFigures } from './record';
import { growthText } from './table';
import { writeNetwork } from './write-network';

export interface GrowthPlan {
  readonly networks: readonly SeededNetwork[];
  readonly engines: readonly Engine[];
  /** Visits to each engine. */
  readonly rounds: number;
  /** Of each visit to a network. */
  readonly milliseconds: number;
  /** The folder of growth.json and growth.md. */
  readonly out: string;
}

/** What ours does per nanosecond, roughly: only the number of images in a visit depends on it. */
const PRODUCTS_PER_NS = 500;
const IMAGES = { min: 5, max: 1000 };

/**
 * Prints the table and writes it; throws E_SETUP, E_PROGRAM where scores are not ours, and E_INTERRUPTED, and then
 * nothing is written.
 */
export async function benchGrowth(plan: GrowthPlan, signal: AbortSignal): Promise<void> {
  const installed = await install(plan.engines, signal);
  const bitplane = join(await buildPrograms([], installed, signal), 'bitplane');
  const figures: NetworkFigures[] = [];
  let compiler = '';
  for (const network of plan.networks) {
    process.stderr.write(`${network.name} …\n`);
    const model = network.make();
    const files = writeNetwork(model, join(buildFolder('bench-growth'), network.name));
    const made = { ...productsOf(model), network: network.name, shape: network.shape };
    const rows = await inTurn({ ...plan, files, installed, bitplane, products: made.binaryMacs + made.otherMacs });
    ({ compiler } = rows);
    figures.push({ ...made, engines: rows.engines });
  }
  const record: GrowthRecord = {
    schema: 'bitplane-bench-growth/1',
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    cpu: thisCpu(),
    ...{ compiler, rounds: plan.rounds, networks: figures },
  };
  const text = growthText(record);
  writeTogether(
    new Map([
      [join(plan.out, 'growth.json'), `${JSON.stringify(record, null, 2)}\n`],
      [join(plan.out, 'growth.md'), `${text}\n`],
    ]),
  );
  console.log(`${text}\n\n${plan.out}`);
}

interface Turns extends GrowthPlan {
  readonly files: NetworkFiles;
  readonly installed: Installed;
  readonly bitplane: string;
  readonly products: number;
}

async function inTurn({ files, engines, installed, bitplane, products, rounds, milliseconds }: Turns) {
  for (const { prepare } of engines) await prepare?.(files, installed.get('litert')!);
  const images = Math.round((milliseconds * 1e6 * PRODUCTS_PER_NS) / products);
  const repeats = Math.min(IMAGES.max, Math.max(IMAGES.min, images));
  const ours: NetworkSample[] = [];
  const theirs = engines.map((): NetworkSample[] => []);
  let compiler = '';
  for (let round = 0; round < rounds; round++) {
    const own = await visitOurs(bitplane, files, repeats);
    ({ compiler } = own);
    ours.push(own);
    const check = new ScoreCheck(own.scores);
    for (const [k, engine] of engines.entries()) {
      const sample = await visitEngine(engine, files, milliseconds, installed);
      check.require(engine, sample.scores);
      theirs[k].push(sample);
    }
  }
  const rows = engines.map(({ name, packages, slow }, k) =>
    figuresOf(theirs[k], { name, release: releaseOf(packages), slow }),
  );
  return { compiler, engines: [figuresOf(ours, { name: OURS.name, release: null, slow: null }), ...rows] };
}

type Named = Pick<Engine, 'name' | 'slow'> & Pick<EngineFigures, 'release'>;

const figuresOf = (samples: readonly NetworkSample[], { name, release, slow }: Named): EngineFigures => ({
  ...{ engine: name, release, slow, kernel: samples[0].kernel },
  ns: samples.map(({ median_ns }) => median_ns),
  loadNs: samples.map(({ load_ns }) => load_ns),
  memoryNbytes: samples[0].memory_nbytes,
});

function productsOf(model: Model): Pick<NetworkFigures, 'binaryMacs' | 'otherMacs'> {
  const costs = modelCost(model);
  const sum = (key: 'binaryMacs' | 'integerMacs'): number => costs.reduce((total, cost) => total + cost[key], 0);
  return { binaryMacs: sum('binaryMacs'), otherMacs: sum('integerMacs') };
}
