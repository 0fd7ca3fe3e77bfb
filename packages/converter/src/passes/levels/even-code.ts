// A binary code whose bounds lie at equal distances, as a residual sign.
import { affineLayer, boundsOf, type Layer, type Levels } from '@bitplane/model';

/** Of a step: bounds in float32 that are meant to lie at equal distances differ by less. */
const CLOSE = 1e-4;

interface EvenBounds {
  readonly first: number;
  readonly step: number;
  /** The others no number reaches. */
  readonly count: number;
}

/**
 * (x − first)/step − middle lies on whole numbers where x lies on bounds, and the residual sign with the scales 2^(n−2)
 * … ½ has its own bounds there. Null where a channel's bounds lie elsewhere, or the channels have different numbers of
 * bounds.
 */
export function evenCode(layer: Levels, channels: number): Layer[] | null {
  const found = Array.from({ length: channels }, (_, c) => evenBounds(boundsOf(layer, c)));
  if (found.some((each) => each === null || each.count !== found[0]?.count)) return null;
  const evens = found as readonly EvenBounds[];
  const middle = (layer.numBounds - 1) / 2;
  const numPlanes = Math.log2(layer.numBounds + 1);
  const [scaled, kept, name] = [`${layer.name}/scaled`, `${layer.name}/kept`, `${layer.name}/code`];
  const scale = Float64Array.from(evens, ({ step }) => 1 / step);
  const offset = Float64Array.from(evens, ({ first, step }) => -(first / step + middle));
  const { count } = evens[0];
  const isWhole = count === layer.numBounds;
  const clip: Layer = {
    ...{ kind: 'clip', name: kept, inputs: [scaled], element: 'float64' },
    ...{ minimum: -middle - 1, maximum: count - middle - 0.5 },
  };
  const scales = Float64Array.from({ length: numPlanes }, (_, p) => 2 ** (numPlanes - 2 - p));
  return [
    affineLayer(scaled, layer.inputs[0], { scale, offset }),
    ...(isWhole ? [] : [clip]),
    { kind: 'residual-sign', name, inputs: [isWhole ? scaled : kept], element: 'float64', scales },
  ];
}

function evenBounds(bounds: Float64Array): EvenBounds | null {
  const finite = bounds.filter((bound) => bound !== Infinity);
  const [first, count] = [finite[0], finite.length];
  if (count < 2 || first === -Infinity) return null;
  const step = (finite[count - 1] - first) / (count - 1);
  return finite.every((bound, t) => Math.abs(bound - first - t * step) <= CLOSE * step) ? { first, step, count } : null;
}
