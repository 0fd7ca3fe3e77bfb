// Activations of which each element has a number of bits of its own, as planes of signs.
import { affineLayer, type Layer, type PRelu, type Shape } from '@bitplane/model';
import type { InputPlanes, Operand } from './input-planes';
import { pairwise } from './pairwise';
import { planesAsNumbers } from './planes-as-numbers';

export interface MappedPlan {
  /** Of what is quantized. */
  readonly shape: Shape;
  /** One for each plane, above 0. */
  readonly scales: Float64Array;
  /** [height, width, channels]: n(e), the number of planes of each element, from 1 on. */
  readonly map: Uint8Array;
  /** Throws E_LAYER with the place in the source. */
  readonly reject: (expected: string, got: unknown) => never;
}

/** No activation comes near it. */
const FAR = 2 ** 100;

/**
 * r_1 = x, b_p = sign(r_p), r_{p+1} = r_p − s_p·b_p. A plane that some elements lack is two of half the scale: the sign
 * of r_p, where it is there, and +1 in one of them, −1 in the other where it is not, so that their sum is 2·b_p or 0.
 */
export function mappedPlanes(operand: Operand, plan: MappedPlan): InputPlanes {
  const { scales, shape, reject } = plan;
  const bits = `${operand.name}/input`;
  const layers: Layer[] = [];
  const planes: { name: string; scale: number }[] = [];
  let rest = operand.input;
  scales.forEach((scale, index) => {
    const plane = `${bits}/plane${index + 1}`;
    const made = absentFar(plane, rest, plan, index);
    layers.push(...made.layers);
    for (const { name } of made.signs) planes.push({ name, scale: scale / made.signs.length });
    if (index === scales.length - 1) return;
    const { channels } = shape;
    const numbers = `${plane}/numbers`;
    const [signs] = made.signs;
    layers.push(
      ...planesAsNumbers(numbers, { channels, inputPlanes: { layers: [], bits: signs.name, scales: null }, reject }),
    );
    layers.push(affineLayer(`${plane}/share`, numbers, { scale: new Float64Array(channels).fill(-scale) }));
    layers.push({ kind: 'add', name: `${plane}/rest`, inputs: [rest, `${plane}/share`], element: 'float64' });
    rest = `${plane}/rest`;
  });
  const names = planes.map(({ name }) => name);
  return {
    layers: [...layers, ...pairwise(bits, names, (name, inputs) => ({ kind: 'concat', name, inputs }))],
    bits: names.length === 1 ? names[0] : bits,
    scales: Float64Array.from(planes, ({ scale }) => scale),
  };
}

interface Made {
  readonly layers: readonly Layer[];
  /** One, or two where some elements lack the plane. */
  readonly signs: readonly { readonly name: string }[];
}

function absentFar(plane: string, rest: string, { map, shape }: MappedPlan, index: number): Made {
  const sign = (name: string, input: string): Layer => ({ kind: 'sign', name, inputs: [input] });
  if (map.every((count) => count > index)) return { layers: [sign(plane, rest)], signs: [{ name: plane }] };
  const sides = [FAR, -FAR].map((far, side): Made => {
    const name = `${plane}/${side === 0 ? 'above' : 'below'}`;
    const [constant, moved] = [`${name}/constant`, `${name}/moved`];
    const layers: Layer[] = [
      ...constantLayers(constant, rest, { shape, value: (e) => (map[e] > index ? 0 : far) }),
      { kind: 'add', name: moved, inputs: [rest, constant], element: 'float64' },
      sign(name, moved),
    ];
    return { layers, signs: [{ name }] };
  });
  return { layers: sides.flatMap(({ layers }) => layers), signs: sides.flatMap(({ signs }) => signs) };
}

/**
 * A tensor of any numbers, whatever the input is: −1 everywhere, on which a PReLU has a slope of each element's own.
 */
function constantLayers(
  name: string,
  input: string,
  { shape, value }: { readonly shape: Shape; readonly value: (element: number) => number },
): Layer[] {
  const { height, width, channels } = shape;
  const below = `${name}/below`;
  const slopes = Float64Array.from({ length: height * width * channels }, (_, element) => -value(element));
  const parts = { scale: new Float64Array(channels), offset: new Float64Array(channels).fill(-1) };
  const spread: PRelu = { kind: 'prelu', name, inputs: [below], element: 'float64', slopes, perElement: true };
  return [affineLayer(below, input, parts), spread];
}
