// One file of a real tool, all the way: converted, verified, run on every machine, compared with its own runtime.
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { exportModel, verify, type VerifyOptions } from '@bitplane/converter';
import { readModel } from '@bitplane/model';
import { compareScores, faultOf, type ScoreComparison } from './compare-scores';
import { scoresOn, type Machine } from './machines';
import type { Source } from './sources';

export interface Proof {
  readonly network: string;
  readonly file: string;
  readonly runtime: string;
  readonly comparison: ScoreComparison;
  /** Why this is no proof, a line each. */
  readonly faults: readonly string[];
  /** Names of machines whose programs gave the same bits. */
  readonly machines: readonly string[];
  /** Of the .bpm file. */
  readonly bytes: number;
  readonly binaryMacs: number;
  /** Multiplications that are not binary. */
  readonly otherMacs: number;
  /** Median nanoseconds of each round, by what ran. */
  readonly times: Record<string, number[]>;
}

interface Plan {
  /** Gets a folder for the file's export. */
  readonly folder: string;
  readonly machines: readonly Machine[];
  /** What `verify` compares: nothing, the export alone, or also each layer in the source's runtime. */
  readonly verified: 'nothing' | 'export' | 'layers';
}

/**
 * A mismatch is a fault of the proof, which the others do not wait for. Throws what export throws for a file that
 * cannot be converted.
 */
export async function prove(source: Source, { folder, machines, verified }: Plan): Promise<Proof> {
  const file = basename(source.path);
  const out = exportOf(source, folder);
  const trained = { model: source.path, input: source.input };
  const report = exportModel({ ...trained, network: source.network, out, goldenImages: 1, print: () => undefined });
  const layers = verified === 'layers' ? { ...trained, python: source.python } : {};
  const faults = verified === 'nothing' ? [] : await verifyFaults({ ...layers, export: out });
  const modelFile = join(out, 'model.bpm');
  const [first, ...others] = machines;
  const scores = await scoresOn(first, modelFile, source.imagesFile);
  for (const machine of others) {
    const there = await scoresOn(machine, modelFile, source.imagesFile);
    if (!isSame(scores, there))
      faults.push(`the scores on ${machine.name} have other bits than those on ${first.name}`);
  }
  const comparison = compareScores(source, readModel(readWhole(modelFile), modelFile), scores);
  const fault = faultOf(comparison);
  return {
    ...{ network: source.network, file, runtime: source.runtime, comparison, times: {} },
    faults: fault === null ? faults : [...faults, fault],
    machines: machines.map(({ name }) => name),
    ...{ binaryMacs: report.binaryMacs, otherMacs: report.integerMacs },
    bytes: statSync(modelFile).size,
  };
}

/** A line for each pair that differs, or has no runtime to compare with. */
async function verifyFaults(options: Omit<VerifyOptions, 'architectures' | 'print'>): Promise<string[]> {
  try {
    // The other machines are compared by `prove`.
    const reports = await verify({ ...options, architectures: ['host'], print: () => undefined });
    const skipped = reports.filter(({ pair, skipped }) => pair.startsWith('source') && skipped !== null);
    return skipped.map((report) => `${report.pair} was skipped: ${report.skipped}`);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The folder of its export. */
export const exportOf = ({ path }: Source, folder: string): string => join(folder, basename(path));

const isSame = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean =>
  a.length === b.length &&
  a.every((row, image) => row.length === b[image].length && row.every((score, k) => Object.is(score, b[image][k])));
