// A network in one HDF5 file, as model.save("network.h5") of Keras writes it.
import { BitplaneError } from '@bitplane/model';
import type { LayerEntry, WeightOf } from '../keras/network';
import type { Hdf5File } from './hdf5-file';
import type { KerasFile } from './keras-file';

const WEIGHTS = 'model_weights';

/** Throws E_FILE for a file without a network's description, which save_weights writes. */
export function readH5(h5: Hdf5File): KerasFile {
  const topology = h5.json('', 'model_config');
  if (topology === null) {
    const got = h5.hasGroup('layers') || h5.attribute('', 'layer_names') !== undefined ? 'weights alone' : 'none';
    throw new BitplaneError(
      'E_FILE',
      `${h5.file}: expected the attribute model_config, got ${got}; save the whole network with model.save("network.h5")`,
    );
  }
  return { topology, weightsOf: () => weightIn(h5) };
}

/**
 * Each layer of the outermost model has a group, whose attribute weight_names lists the datasets in it:
 * "conv/kernel:0", without ":0" from Keras 3 on. That of a model that is a layer lists those of all its layers, under
 * their own names.
 */
function weightIn(h5: Hdf5File): WeightOf {
  const listed = new Map<string, readonly string[]>();
  return (layer, name) => {
    const group = `${WEIGHTS}/${layer.path[0]}`;
    const paths = listed.get(group) ?? weightNames(h5, group);
    listed.set(group, paths);
    const path = find(paths, layer, name) ?? find(paths, layer, KERAS_3_NAMES[name]);
    return path === undefined ? undefined : h5.weight(`${group}/${path}`);
  };
}

/** What Keras 3 calls the kernel of a DepthwiseConv2D. */
const KERAS_3_NAMES: Readonly<Record<string, string>> = { depthwise_kernel: 'kernel' };

/** In one attribute or, where these are too long for it, in weight_names0, weight_names1 and so on. */
function weightNames(h5: Hdf5File, group: string): readonly string[] {
  const names = (attribute: string) => [h5.attribute(group, attribute) ?? []].flat().map(String);
  const all = names('weight_names');
  for (let part = 0; h5.attribute(group, `weight_names${part}`) !== undefined; part++)
    all.push(...names(`weight_names${part}`));
  return all;
}

function find(paths: readonly string[], { path }: LayerEntry, name: string | undefined): string | undefined {
  const named = paths.filter((each) => parts(each).name === name);
  if (path.length === 1) return named[0];
  const inLayer = named.filter((each) => endsWith(parts(each).scope, path.at(-1)!));
  return inLayer.find((each) => endsWith(parts(each).scope, path.slice(1).join('/'))) ?? inLayer[0];
}

function parts(path: string): { scope: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { scope: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1).replace(/:0$/, '') };
}

const endsWith = (scope: string, name: string): boolean => scope === name || scope.endsWith(`/${name}`);
