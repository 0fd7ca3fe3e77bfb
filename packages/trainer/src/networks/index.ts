// The networks by name, and a user's own by file.
import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { BitplaneError, userPath } from '@bitplane/model';
import * as layers from '../layers';
import type { BuildNetwork, NetworkStart } from './network';
import { reference } from './reference';

export type { BuildNetwork, NetworkStart, NetworkTools } from './network';

export const NETWORKS: Readonly<Record<string, BuildNetwork>> = { reference };

/** The folder name of a network's results: its own name, or that of its file without the ending. */
export const networkName = (network: string): string => basename(network, extname(network));

/**
 * Builds a network of the list, or one of the user's: a TypeScript or JavaScript file whose default export is a BuildNetwork.
 * Throws E_USAGE for an unknown name, E_MISSING_FILE, and E_FILE when the file exports something else.
 */
export async function buildNetwork(network: string, start: NetworkStart): Promise<tf.LayersModel> {
  const build = Object.hasOwn(NETWORKS, network) ? NETWORKS[network] : await importNetwork(network);
  const model: unknown = build(start, { tf, layers });
  if (model instanceof tf.LayersModel) return model;
  throw new BitplaneError(
    'E_FILE',
    `${network}: expected its default function to return a tf.LayersModel, got ${typeof model}`,
  );
}

async function importNetwork(network: string): Promise<BuildNetwork> {
  if (!/\.[cm]?[jt]s$/.test(network)) {
    const known = Object.keys(NETWORKS).join(', ');
    throw new BitplaneError(
      'E_USAGE',
      `expected a network (${known}) or a file that ends in .ts or .js, got "${network}"`,
    );
  }
  const path = userPath(network);
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', `no network file at ${path}: check --network`);
  const exported = (await import(pathToFileURL(path).href)) as { default?: unknown };
  const build = unwrapDefault(exported.default);
  if (typeof build === 'function') return build as BuildNetwork;
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected a default export that is a function (start, tools) => tf.LayersModel`,
  );
}

/** A CommonJS file that is imported has its exports as `default`, and its own default export inside them. */
function unwrapDefault(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : value;
}
