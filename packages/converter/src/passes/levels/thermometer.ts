// Levels as signs of the distances to their bounds, and any code of them as digits.
import { affineLayer, boundsOf, isPlaneSet, numLevelPlanes, type Levels } from '@bitplane/model';
import { joinPlanes, type PlaneLayers } from './join-planes';

/** Instead of an infinite bound, which no parameter can be: beyond what a network's numbers reach. */
const FARTHEST = 2 ** 120;

export const thermometer = (layer: Levels, channels: number): PlaneLayers[] =>
  Array.from({ length: layer.numBounds }, (_, t) => {
    const [shifted, name] = [`${layer.name}/shift${t}`, `${layer.name}/plane${t}`];
    const offset = Float64Array.from({ length: channels }, (__, c) => -finite(boundsOf(layer, c)[t]));
    return [affineLayer(shifted, layer.inputs[0], { offset }), { kind: 'sign', name, inputs: [shifted] }];
  });

const finite = (bound: number): number => Math.max(-FARTHEST, Math.min(FARTHEST, bound));

/** Always +1, whatever the layer reads. */
export function constantPlane(layer: Levels, channels: number): PlaneLayers {
  const [zero, name] = [`${layer.name}/zero`, `${layer.name}/constant`];
  const parts = { scale: new Float64Array(channels), offset: new Float64Array(channels) };
  return [affineLayer(zero, layer.inputs[0], parts), { kind: 'sign', name, inputs: [zero] }];
}

/**
 * A plane of a code changes at some bounds: with t_k = ±1 the thermometer's planes of these, in their order, t_1 − t_2
 * + t_3 … is +1 or −1, as the plane is. So a binary convolution of one pixel and a threshold make all planes of all
 * channels.
 */
export function anyCode(layer: Levels, channels: number): PlaneLayers {
  const plain = { ...layer, constantPlane: false };
  const [signs, sums, name] = [`${layer.name}/signs`, `${layer.name}/digits`, `${layer.name}/code`];
  const numPlanes = numLevelPlanes(plain);
  const filters = numPlanes * channels;
  const inputs = layer.numBounds * channels;
  const [values, mask] = [new Uint8Array(filters * inputs), new Uint8Array(filters * inputs)];
  for (let plane = 0; plane < numPlanes; plane++) {
    changesOf(plain, plane).forEach((bound, index) => {
      for (let c = 0; c < channels; c++) {
        const place = (plane * channels + c) * inputs + bound * channels + c;
        mask[place] = 1;
        values[place] = index % 2;
      }
    });
  }
  const window = {
    size: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
  } as const;
  return [
    ...joinPlanes(signs, thermometer(layer, channels)),
    {
      ...{ kind: 'binary-conv2d', name: sums, inputs: [signs], filters, window, groups: 1, padValue: 0 },
      weights: { type: 'signs', values, mask },
    },
    {
      ...{ kind: 'threshold', name, inputs: [sums], perElement: false, upper: null },
      ...{ lower: new Int32Array(filters), flip: new Uint8Array(filters) },
    },
  ];
}

/** The bounds at which the plane changes its sign: an odd number, since it is −1 below all of them and +1 above. */
const changesOf = (layer: Levels, plane: number): number[] =>
  Array.from({ length: layer.numBounds }, (_, t) => t).filter(
    (t) => isPlaneSet(layer, plane, t) !== isPlaneSet(layer, plane, t + 1),
  );
