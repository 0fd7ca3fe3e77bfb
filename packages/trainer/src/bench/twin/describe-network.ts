import type * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import { sortWeights } from '../../training/step';
import type { Settings, TwinLayer, TwinNetwork, TwinWeight } from './description';
import { KNOWN_CLASSES, KNOWN_QUANTIZERS, meaningOf } from './layer-settings';

/**
 * The network with everything that its twin needs to compute the same scores and gradients, without the weights'
 * values.
 *
 * Throws E_LAYER, with the layers' names, for what the twin does not know.
 */
export function describeNetwork(model: tf.LayersModel): TwinNetwork {
  const calls = callsInOrder(model);
  const unknown = calls.map(obstacle).filter((text) => text !== null);
  if (unknown.length > 0) {
    throw new BitplaneError(
      'E_LAYER',
      `the PyTorch twin of network ${model.name} cannot have ${[...new Set(unknown)].join(', ')}: ` +
        `expected layers among ${KNOWN_CLASSES.join(', ')} with quantizers among ${KNOWN_QUANTIZERS.join(', ')}; ` +
        'leave the comparison out with --without-pytorch',
    );
  }
  const positions = new Map(calls.map((call, position) => [call, position]));
  const layers = calls.map((call): TwinLayer => {
    const { sourceLayer, inputs } = call;
    const weights = sourceLayer.weights.map((weight) => [ownName(weight), model.weights.indexOf(weight)] as const);
    return {
      ...meaning(call)!,
      name: sourceLayer.name,
      inputs: inputs.map((input) => positions.get(input)!),
      weights: Object.fromEntries(weights),
    };
  });
  return { layers, weights: describeWeights(model) };
}

/** The calls of layers that lead to the scores, as the tensors that they give; each follows what it reads. */
function callsInOrder({ outputs }: tf.LayersModel): readonly tf.SymbolicTensor[] {
  const calls = new Set<tf.SymbolicTensor>();
  const visit = (call: tf.SymbolicTensor): void => {
    if (calls.has(call)) return;
    call.inputs.forEach(visit);
    calls.add(call);
  };
  outputs.forEach(visit);
  return [...calls];
}

const meaning = ({ sourceLayer, inputs, shape }: tf.SymbolicTensor) =>
  meaningOf(sourceLayer, inputs.length === 0 ? shape : inputs[0].shape);

/** What the twin does not know of a call, null where it knows all. */
function obstacle(call: tf.SymbolicTensor): string | null {
  const { name } = call.sourceLayer;
  const known = meaning(call);
  if (known === null) return `layer ${name} (${call.sourceLayer.getClassName()})`;
  const quantizer = unknownQuantizer(known.settings);
  return quantizer === null ? null : `quantizer ${quantizer} of layer ${name}`;
}

function unknownQuantizer({ inputQuantizer, kernelQuantizer }: Settings): string | null {
  const names = [inputQuantizer, kernelQuantizer]
    .filter((quantizer) => quantizer !== undefined)
    .map((quantizer) => (quantizer as { name: string }).name);
  return names.find((name) => !KNOWN_QUANTIZERS.includes(name)) ?? null;
}

/** In the order in which they are saved. */
function describeWeights(model: tf.LayersModel): TwinWeight[] {
  const { latents, others } = sortWeights(model);
  return model.weights.map((weight) => {
    const variable = weight.read() as tf.Variable;
    const role = latents.includes(variable) ? 'latent' : others.includes(variable) ? 'trained' : 'fixed';
    return { name: weight.originalName, shape: weight.shape as number[], role };
  });
}

/** "kernel" of "conv2/kernel". */
const ownName = ({ originalName }: tf.LayerVariable): string => originalName.slice(originalName.lastIndexOf('/') + 1);
