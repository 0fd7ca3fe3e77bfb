// The networks by name, and a user's own by file.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { didYouMean, isInstalled, isNetworkFile, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import * as layers from '../layers';
import { loadModel } from '../model-files';
import { IMAGE_SHAPE, NUM_CLASSES, type BuildNetwork, type NetworkStart } from './network';
import { binaryNet } from './binary-net';
import { quicknetSmall } from './quicknet-small';
import { reference } from './reference';
import { reference2Bit } from './reference-2bit';
import { referencePlus } from './reference-plus';
import { resnet20 } from './resnet-20';
import { vggSmall } from './vgg-small';

export type { BuildNetwork, NetworkStart, NetworkTools } from './network';

export const NETWORKS: Readonly<Record<string, BuildNetwork>> = {
  reference,
  'reference-plus': referencePlus,
  'reference-2bit': reference2Bit,
  'binary-net': binaryNet,
  'resnet-20': resnet20,
  'quicknet-small': quicknetSmall,
  'vgg-small': vggSmall,
};

/**
 * Builds a network of the list, or one of the user's: a TypeScript or JavaScript file whose default export is a
 * BuildNetwork. Throws E_USAGE for an unknown name, E_SHAPE for images that are too small for a network of the list,
 * E_MISSING_FILE, and E_FILE when the file cannot be run or gives something else.
 */
export function buildNetwork(network: string, given: NetworkStart): tf.LayersModel {
  // A user's file may do without the defaults that ours have.
  const start = { inputShape: IMAGE_SHAPE, numClasses: NUM_CLASSES, ...given };
  if (Object.hasOwn(NETWORKS, network)) return buildListed(network, start);
  const path = networkFile(network);
  const model = runNetworkFile(path, start);
  if (model instanceof tf.LayersModel) return model;
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected a default export (start, { tf, layers }) => tf.LayersModel, got ${describe(model)}: packages/trainer/README.md has an example`,
  );
}

/** Throws as buildNetwork does for a name that is not listed, or a file that is not there. */
export function requireNetwork(network: string): void {
  if (!Object.hasOwn(NETWORKS, network)) networkFile(network);
}

/**
 * Loads a saved network. A user's network file is run first, so that the quantizers and layers of its own that it
 * registers are known. Throws what loadModel throws, and what buildNetwork throws for a file.
 */
export function loadNetwork(network: string, folder: string): Promise<tf.LayersModel> {
  if (isNetworkFile(network)) buildNetwork(network, { seed: 0, initialSlopes: 0, initialOutputScale: 1 }).dispose();
  return loadModel(folder);
}

/** A network of the list is sound but for images that its windows are too large for. */
function buildListed(network: string, start: Required<NetworkStart>): tf.LayersModel {
  try {
    return NETWORKS[network](start, { tf, layers });
  } catch (cause) {
    const images = start.inputShape.join('×');
    const message = `network ${network} cannot take images of ${images} (${reasonOf(cause)}): give a larger --image-size`;
    throw new BitplaneError('E_SHAPE', message, { cause });
  }
}

function networkFile(network: string): string {
  if (!isNetworkFile(network)) {
    const file = ['.ts', '.js'].map((ending) => `${network}${ending}`).find((name) => existsSync(userPath(name)));
    const known = Object.keys(NETWORKS);
    const meant = file === undefined ? didYouMean(network, known) : `, did you mean "${file}"?`;
    throw new BitplaneError(
      'E_USAGE',
      `expected a network (${known.join(', ')}) or a file that ends in .ts or .js, got "${network}"${meant}`,
    );
  }
  const path = userPath(network);
  if (existsSync(path)) return path;
  const folder = dirname(path);
  const files = existsSync(folder) ? readdirSync(folder).filter(isNetworkFile) : [];
  const meant = didYouMean(basename(path), files);
  throw new BitplaneError('E_MISSING_FILE', `no network file at ${path}: check --network${meant}`);
}

/** A clone loads TypeScript by tsx; packages from npm leave it to Node. */
const NO_LOADER =
  ': Node 22.18 or later reads TypeScript without a loader, in a file that ends in .mts; any Node does with tsx installed and NODE_OPTIONS="--require tsx/cjs"';

/** What the file's default export returns; undefined when it has none. */
function runNetworkFile(path: string, start: NetworkStart): unknown {
  try {
    const exported = createRequire(path)(path) as { default?: unknown };
    return typeof exported.default === 'function'
      ? (exported.default as BuildNetwork)(start, { tf, layers })
      : undefined;
  } catch (cause) {
    if (cause instanceof BitplaneError) throw cause;
    const advice = isInstalled && cause instanceof SyntaxError && /ts$/.test(path) ? NO_LOADER : '';
    throw new BitplaneError('E_FILE', `${path} cannot be run: ${reasonOf(cause)}${advice}`, { cause });
  }
}

/** The first line of an error, with the one below where a colon announces it, as compilers do. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [first, second = ''] = message.split('\n');
  return `${first.endsWith(':') ? `${first} ${second}` : first}${didYouMeanLayer(first)}`;
}

/** For `new layers.BinaryConv2d(…)` and `tf.layers.maxpool2d(…)`. */
function didYouMeanLayer(message: string): string {
  const [, ours, name = ''] = /\b(tf\.)?layers\.(\w+) is not a (?:constructor|function)/.exec(message) ?? [];
  if (name === '') return '';
  return didYouMean(name, Object.keys(ours === undefined ? layers : tf.layers));
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise: it must not be async';
  return typeof value === 'object' ? 'another object' : typeof value;
}
