// A binary code whose bounds lie at equal distances: the residual sign of a scaled number, or of a rounded one.
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
 * Chains of layers that make the code but for how they round near its bounds, the likeliest last; none where bounds do
 * not lie at equal distances.
 */
export function evenCodes(layer: Levels, channels: number): Layer[][] {
  const found = Array.from({ length: channels }, (_, c) => evenBounds(boundsOf(layer, c)));
  if (found.some((each) => each === null || each.count !== found[0]?.count)) return [];
  const evens = found as readonly EvenBounds[];
  return [scaledCode(layer, evens), ...roundedCodes(layer, evens)];
}

const middleOf = ({ numBounds }: Levels): number => (numBounds - 1) / 2;

/** (x − first)/step − middle lies on whole numbers where x lies on bounds: the residual sign's own bounds. */
function scaledCode(layer: Levels, evens: readonly EvenBounds[]): Layer[] {
  const middle = middleOf(layer);
  const [scaled, kept] = [`${layer.name}/scaled`, `${layer.name}/kept`];
  const scale = Float64Array.from(evens, ({ step }) => 1 / step);
  const offset = Float64Array.from(evens, ({ first, step }) => -(first / step + middle));
  const { count } = evens[0];
  const isWhole = count === layer.numBounds;
  const clip: Layer = {
    ...{ kind: 'clip', name: kept, inputs: [scaled], element: 'float64' },
    ...{ minimum: -middle - 1, maximum: count - middle - 0.5 },
  };
  return [
    affineLayer(scaled, layer.inputs[0], { scale, offset }),
    ...(isWhole ? [] : [clip]),
    residualSign(layer, isWhole ? scaled : kept),
  ];
}

/** With the scales 2^(n−2) … ½. */
function residualSign(layer: Levels, input: string): Layer {
  const numPlanes = Math.log2(layer.numBounds + 1);
  const scales = Float64Array.from({ length: numPlanes }, (_, p) => 2 ** (numPlanes - 2 - p));
  return { kind: 'residual-sign', name: `${layer.name}/code`, inputs: [input], element: 'float64', scales };
}

/**
 * Where the bounds lie halfway between multiples of the step, as of a quantizer that rounds half to even: x divided by
 * the step, or multiplied by its reciprocal, is rounded to a byte, and a table has the residual sign's number for each.
 */
function roundedCodes(layer: Levels, evens: readonly EvenBounds[]): Layer[][] {
  const lowest = evens.map(({ first, step }) => first / step - 0.5);
  const [multiple] = lowest.map(Math.round);
  const isRounding = lowest.every((each) => Math.abs(each - multiple) < CLOSE * layer.numBounds);
  if (!isRounding || multiple > 255 - layer.numBounds || multiple < -255) return [];
  const [scaled, byte, number] = [`${layer.name}/scaled`, `${layer.name}/byte`, `${layer.name}/number`];
  const zeroPoint = Math.max(0, -multiple);
  const table = Float64Array.from({ length: 256 }, (_, u) => {
    const level = Math.max(0, Math.min(evens[0].count, u - zeroPoint - multiple));
    return level - 0.5 - middleOf(layer);
  });
  const rounded = (input: string, scale: Float64Array): Layer[] => [
    {
      ...{ kind: 'quantize', name: byte, inputs: [input], element: 'float64', scale },
      zeroPoints: new Uint8Array(evens.length).fill(zeroPoint),
    },
    { kind: 'byte-table', name: number, inputs: [byte], element: 'float64', perChannel: false, table },
    residualSign(layer, number),
  ];
  const ones = new Float64Array(evens.length).fill(1);
  return ULPS.flatMap((ulps) => {
    // A float32 itself, so that an affine layer before it can be merged with it.
    const near = (x: number): number => Math.fround(Math.fround(x) * (1 + ulps * 2 ** -23));
    const scale = Float64Array.from(evens, ({ step }) => near(1 / step));
    return [
      [affineLayer(scaled, layer.inputs[0], { scale }), ...rounded(scaled, ones)],
      rounded(
        layer.inputs[0],
        Float64Array.from(evens, ({ step }) => near(step)),
      ),
    ];
  });
}

/** Bounds of rounded numbers say the step but for some last places of float32; the last one is the estimate itself. */
const ULPS = [-4, 4, -3, 3, -2, 2, -1, 1, 0];

function evenBounds(bounds: Float64Array): EvenBounds | null {
  const finite = bounds.filter((bound) => bound !== Infinity);
  const [first, count] = [finite[0], finite.length];
  if (count < 2 || first === -Infinity) return null;
  const step = (finite[count - 1] - first) / (count - 1);
  return finite.every((bound, t) => Math.abs(bound - first - t * step) <= CLOSE * step) ? { first, step, count } : null;
}
