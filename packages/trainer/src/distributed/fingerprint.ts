// What must be the same on all ranks before they start: a run of mixed code or data would look like one that works.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { isNetworkFile, userPath, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Settings } from '../training/settings';
import { describeRank } from './describe-rank';

/** By what messages call it; values are compared, and shown. */
export type Fingerprint = Readonly<Record<string, string>>;

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
    settings: JSON.stringify(rest),
    'data (SHA-256)': data,
    'version of Node': process.versions.node,
    'version of TensorFlow.js': tf.version.tfjs,
    'version of TensorFlow': tensorFlowVersion(),
    'version of Open MPI': /v?\d+\.\d+\.\d+/.exec(mpi)?.[0] ?? mpi,
  };
}

/** Throws E_MISMATCH with the first thing in which a rank differs from the first one. */
export function requireSameFingerprints(all: readonly Fingerprint[], hosts: readonly string[]): void {
  const [first] = all;
  all.forEach((fingerprint, rank) => {
    for (const [name, value] of Object.entries(fingerprint)) {
      if (value === first[name]) continue;
      throw new BitplaneError(
        'E_MISMATCH',
        `${describeRank(hosts, rank)} has another ${name} than ${describeRank(hosts, 0)}: expected ${first[name]}, got ${value}; give all ranks the same`,
      );
    }
  });
}

function digestOfCode(): string {
  const hash = createHash('sha256');
  for (const name of PACKAGES) {
    for (const folder of ['src', 'native']) hashFolder(hash, join(workspaceRoot(), 'packages', name, folder));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Names and contents of the sources in it, in a fixed order; tests decide nothing. */
function hashFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const name of listFiles(folder)) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
}

function listFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\.(ts|cc|h)$/.test(name) && !name.endsWith('.test.ts')).sort();
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
