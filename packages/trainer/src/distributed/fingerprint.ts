// What must be the same on all ranks before they start: a run of mixed code or data would look like one that works.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { isNetworkFile, packageFolder, userPath } from '@bitplane/cli';
import type { Settings } from '../training/settings';
import { CommonFailure } from './common-failure';
import { describeRank } from './describe-rank';

/** By what messages call it; values are compared, and shown. */
export type Fingerprint = Readonly<Record<string, string | undefined>>;

/** The packages that decide what a step computes. */
const PACKAGES = ['model', 'cli', 'data', 'trainer'];

/** mpi: Open MPI's version, in words; data: SHA-256 of the images. */
export function takeFingerprint(settings: Settings, { mpi, data }: { mpi: string; data: string }): Fingerprint {
  const { network, recipe, ...rest } = settings;
  const ofNetwork = isNetworkFile(network) ? digest(readFileSync(userPath(network))) : network;
  return {
    code: digestOfCode(),
    network: ofNetwork,
    recipe: `${recipe.name}, ${digest(JSON.stringify(recipe))}`,
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [`setting "${name}"`, JSON.stringify(value)])),
    'data (SHA-256)': data,
    'version of Node': process.versions.node,
    'version of TensorFlow.js': tf.version.tfjs,
    'version of TensorFlow': tensorFlowVersion(),
    'version of Open MPI': /v?\d+\.\d+\.\d+/.exec(mpi)?.[0] ?? mpi,
  };
}

/** An error says of this many ranks how they differ: more would not fit into one message. */
const MAX_RANKS_SAID = 6;

/** Throws E_MISMATCH with the ranks that differ from the first one, and the first thing in which each does. */
export function requireSameFingerprints(all: readonly Fingerprint[], hosts: readonly string[]): void {
  const [first] = all;
  const differences = all.flatMap((fingerprint, rank) => {
    const name = Object.keys({ ...first, ...fingerprint }).find((key) => fingerprint[key] !== first[key]);
    if (name === undefined) return [];
    const what = `${describeRank(hosts, rank)} has another ${name} than ${describeRank(hosts, 0)}`;
    return [`${what}: expected ${first[name] ?? 'none'}, got ${fingerprint[name] ?? 'none'}`];
  });
  if (differences.length === 0) return;
  const numMore = differences.length - MAX_RANKS_SAID;
  const more = numMore > 0 ? [`and ${numMore} more`] : [];
  const said = [...differences.slice(0, MAX_RANKS_SAID), ...more].join('; ');
  throw new CommonFailure('E_MISMATCH', `${said}; give all ranks the same`);
}

function digestOfCode(): string {
  const hash = createHash('sha256');
  for (const name of PACKAGES) {
    for (const folder of ['src', 'dist', 'native']) hashFolder(hash, packageFolder(name, folder));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Names and contents of the code in it, in a fixed order; tests decide nothing, declarations neither. */
function hashFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const name of listFiles(folder)) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
}

function listFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\.([jt]s|cc|h)$/.test(name) && !/\.(test|d)\.ts$/.test(name)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const digest = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Of the C library; plain JavaScript has none. */
function tensorFlowVersion(): string {
  const { binding } = tf.backend() as { binding?: { TF_Version?: string } };
  return binding?.TF_Version ?? 'none';
}
