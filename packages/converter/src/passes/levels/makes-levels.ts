// Whether layers make the levels' planes of every number, in a runtime's precision.
import { boundsOf, kindOf, type Layer, type Levels, type Tensor, type TensorOf } from '@bitplane/model';
import { roundToFloat32 } from '../round-to-float32';

/**
 * Compares both at each bound and at the number before it: steps that never fall agree everywhere if they do there.
 * chain: layers of which each reads the one before it. None with a constant plane.
 */
export function makesLevels(chain: readonly Layer[], levels: Levels, channels: number): boolean {
  const probes = probesOf(levels, channels);
  const input = { height: 1, width: 1, channels };
  const { layers } = roundToFloat32({ name: levels.name, input, layers: chain });
  const made = layers.reduce<Tensor>((tensor, layer) => kindOf(layer).forward(layer, [tensor]), probes);
  const expected = kindOf(levels).forward(levels, [probes]);
  return made.data.length === expected.data.length && made.data.every((bit, k) => bit === expected.data[k]);
}

/** A pixel for each bound, and one for the number before it. */
function probesOf(levels: Levels, channels: number): TensorOf<'float32'> {
  const width = 2 * levels.numBounds;
  const data = new Float32Array(width * channels);
  for (let c = 0; c < channels; c++)
    boundsOf(levels, c).forEach((bound, t) => {
      const at = firstFrom(Number.isFinite(bound) ? bound : 0);
      data[2 * t * channels + c] = at;
      data[(2 * t + 1) * channels + c] = neighbour(at, -1);
    });
  return { element: 'float32', height: 1, width, channels, data };
}

/** The smallest number of float32 that is not below x. */
function firstFrom(x: number): number {
  const near = Math.fround(x);
  return near >= x ? near : neighbour(near, 1);
}

/** The next number of float32 above (1) or below (−1) a finite one. */
function neighbour(x: number, direction: 1 | -1): number {
  if (x === 0) return direction * 2 ** -149;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  view.setUint32(0, view.getUint32(0) + (x > 0 ? direction : -direction));
  return view.getFloat32(0);
}
