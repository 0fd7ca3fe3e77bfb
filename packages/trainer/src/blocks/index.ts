// The forward pass of training: layers one by one, and blocks of them in one go where a native op computes several.
import type * as tf from '@tensorflow/tfjs';
import { hasNativeOps } from '../native/op';
import type { Block, BlockKind } from './block';
import { placesOf, type Place } from './graph';
import { kernelChain } from './kernel-chain';
import { normAndPrelu } from './norm-prelu';

/** The first that fits is taken. */
const KINDS: readonly BlockKind[] = [kernelChain, normAndPrelu];

/** Null: a model whose graph is not plain, which is computed by its own method. */
const plans = new WeakMap<tf.LayersModel, Plan | null>();

interface Plan {
  readonly places: readonly Place[];
  /** By the last place of each. */
  readonly blocks: ReadonlyMap<Place, Block>;
}

/**
 * The model's scores for images, as in training: what `model.apply` gives, with the same gradients up to roundings. The
 * layers must not be replaced between two calls.
 */
export function applyInTraining(model: tf.LayersModel, images: tf.Tensor): tf.Tensor {
  if (!plans.has(model)) plans.set(model, planOf(model));
  const plan = plans.get(model);
  return plan && hasNativeOps() ? run(plan, images) : (model.apply(images, { training: true }) as tf.Tensor);
}

function planOf(model: tf.LayersModel): Plan | null {
  const places = placesOf(model);
  if (places === null) return null;
  const blocks = new Map<Place, Block>();
  const taken = new Set<Place>();
  for (const place of places) {
    const block = taken.has(place) ? null : firstOf(place);
    if (block === null) continue;
    for (const member of block.places) taken.add(member);
    blocks.set(block.places[block.places.length - 1], block);
  }
  return blocks.size === 0 ? null : { places, blocks };
}

function firstOf(place: Place): Block | null {
  for (const kind of KINDS) {
    const block = kind(place);
    if (block !== null) return block;
  }
  return null;
}

function run({ places, blocks }: Plan, images: tf.Tensor): tf.Tensor {
  const inside = new Set([...blocks.values()].flatMap((block) => block.places.slice(0, -1)));
  const values = new Map<Place, tf.Tensor>([[places[0], images]]);
  const valuesOf = (inputs: readonly Place[]) => inputs.map((input) => values.get(input)!);
  const apply = (place: Place): void => {
    const inputs = valuesOf(place.inputs);
    values.set(place, place.layer.apply(inputs.length === 1 ? inputs[0] : inputs, { training: true }) as tf.Tensor);
  };
  for (const place of places.slice(1)) {
    if (inside.has(place)) continue;
    const block = blocks.get(place);
    const value = block?.run(valuesOf(block.inputs)) ?? null;
    if (value !== null) values.set(place, value);
    else (block?.places ?? [place]).forEach(apply);
  }
  return values.get(places[places.length - 1])!;
}
