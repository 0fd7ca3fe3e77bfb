// Writes SavedModel folders as Keras 2 would, as far as the importer reads them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeMessage } from '../importers/saved-model/messages';
import { topologyOf } from './keras-files';
import type { LayerEntry, LayersModelFiles, WeightEntry } from './layers-model-files';
import { BundleDraft } from './tensor-bundle-draft';

/** A layer as TensorFlow keeps it: an object whose children have names. */
interface Saved {
  readonly layer: LayerEntry | null;
  readonly children: Map<string, Saved>;
  /** Of a variable. */
  readonly weight: WeightEntry | null;
}

interface NestedModel {
  readonly layers?: readonly LayerEntry[];
}

/** @param topology of another model with these weights, as for writeH5. */
export function writeSavedModel(folder: string, draft: LayersModelFiles, topology: object = topologyOf(draft)): void {
  const root = objectsOf((topology as { config: NestedModel }).config.layers ?? [], draft.weights);
  mkdirSync(join(folder, 'variables'), { recursive: true });
  writeFileSync(join(folder, 'saved_model.pb'), 'a graph that nobody reads');
  writeFileSync(join(folder, 'keras_metadata.pb'), metadataOf(root, topology));
  const { index, data } = bundleOf(root);
  writeFileSync(join(folder, 'variables/variables.index'), index);
  writeFileSync(join(folder, 'variables/variables.data-00000-of-00001'), data);
}

function objectsOf(layers: readonly LayerEntry[], weights: readonly WeightEntry[]): Saved {
  const children = new Map<string, Saved>();
  let numWithWeights = 0;
  layers.forEach((layer, index) => {
    const inner = (layer.config as NestedModel).layers;
    const own = weights.filter(({ name }) => name.startsWith(`${String(layer.config.name)}/`));
    const saved = inner === undefined ? leafOf(layer, own) : { ...objectsOf(inner, weights), layer };
    if (own.length > 0 || inner !== undefined) children.set(`layer_with_weights-${numWithWeights++}`, saved);
    children.set(`layer-${index}`, saved);
  });
  return { layer: null, children, weight: null };
}

const leafOf = (layer: LayerEntry, weights: readonly WeightEntry[]): Saved => ({
  layer,
  weight: null,
  children: new Map(
    weights.map((weight) => [weight.name.split('/').at(-1)!, { layer: null, children: new Map(), weight }]),
  ),
});

interface Placed {
  readonly path: readonly string[];
  readonly saved: Saved;
}

/** Each object once, at the first path that leads to it, the nearer ones first. */
function inBreadth(root: Saved): Placed[] {
  const placed: Placed[] = [{ path: [], saved: root }];
  const seen = new Set([root]);
  for (let k = 0; k < placed.length; k++) {
    for (const [name, saved] of placed[k].saved.children) {
      if (!seen.has(saved)) placed.push({ path: [...placed[k].path, name], saved });
      seen.add(saved);
    }
  }
  return placed;
}

function metadataOf(root: Saved, topology: object): Uint8Array {
  const outermost = { name: 'outermost', ...topology, model_config: withTuples(topology) };
  const nodes = inBreadth(root)
    .filter(({ saved }) => saved === root || saved.layer !== null)
    .map(({ path, saved }) => ({
      nodePath: ['root', ...path].join('.'),
      identifier: saved === root ? '_tf_keras_network' : '_tf_keras_layer',
      metadata: JSON.stringify(
        saved.layer === null ? outermost : { name: saved.layer.config.name, class_name: saved.layer.class_name },
      ),
    }));
  return encodeMessage('SavedMetadata', { nodes });
}

/** Keras writes shapes as tuples here. */
const withTuples = (topology: object): object =>
  JSON.parse(JSON.stringify(topology), (key, value: unknown) =>
    key === 'batch_input_shape' ? { class_name: '__tuple__', items: value } : value,
  ) as object;

function bundleOf(root: Saved): { index: Buffer; data: Buffer } {
  const placed = inBreadth(root);
  const keyOf = ({ path }: Placed): string => `${path.join('/')}/.ATTRIBUTES/VARIABLE_VALUE`;
  const nodes = placed.map((object) => ({
    children: [...object.saved.children].map(([localName, child]) => ({
      localName,
      nodeId: placed.findIndex(({ saved }) => saved === child),
    })),
    attributes: object.saved.weight === null ? [] : [{ name: 'VARIABLE_VALUE', checkpointKey: keyOf(object) }],
  }));
  const bundle = new BundleDraft();
  bundle.addText('_CHECKPOINTABLE_OBJECT_GRAPH', encodeMessage('TrackableObjectGraph', { nodes }));
  for (const object of placed) if (object.saved.weight !== null) bundle.addFloats(keyOf(object), object.saved.weight);
  return bundle.finish();
}
