// Weights that a .keras file keeps without names: in the order in which their layers made them.
import { savedWeights } from '../keras/saved-weights';
import type { WeightOf } from '../keras/network';
import type { RawModel } from '../keras/raw-model';
import type { Hdf5File } from './hdf5-file';

const joined = (path: readonly string[]): string => path.join('/');

/**
 * The weights of a layer lie in `layers/<its class>`, those of the second layer of a class in `layers/<its class>_1`,
 * whatever the layers are called, and in that group in `vars/0`, `vars/1` and so on.
 */
export function weightsInOrder(h5: Hdf5File, model: RawModel): WeightOf {
  const groups = new Map(groupsOf(model, [], ''));
  return (layer, name) => {
    const group = groups.get(joined(layer.path));
    const index = savedWeights(layer).indexOf(name);
    return group === undefined || index < 0 ? undefined : h5.weight(`${group}/vars/${index}`);
  };
}

/** Path of each layer → its group. */
function groupsOf({ layers }: RawModel, path: readonly string[], group: string): [string, string][] {
  const counts = new Map<string, number>();
  return layers.flatMap((layer): [string, string][] => {
    const kind = snakeCase(layer.className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const own = [...path, layer.name];
    const ownGroup = `${group}/layers/${count === 0 ? kind : `${kind}_${count}`}`;
    return [[joined(own), ownGroup], ...(layer.model === null ? [] : groupsOf(layer.model, own, ownGroup))];
  });
}

/** As Keras does it: PReLU becomes p_re_lu, QuantConv2D quant_conv2d. */
const snakeCase = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
