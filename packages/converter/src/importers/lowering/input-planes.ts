// What is between a tensor of numbers and the bits that a convolution reads.
import { affineLayer, type Layer } from '@bitplane/model';

export interface InputPlanes {
  /** They end in the layer that makes the bits. */
  readonly layers: readonly Layer[];
  /** The bits' name. */
  readonly bits: string;
  /** One for each plane; null: plain signs, without a scale. */
  readonly scales: Float64Array | null;
  /** Padding of +1 or −1 is that of every plane. */
  readonly padsWithSigns?: true;
}

/** An operand of a layer, by their names. */
export interface Operand {
  /** The layer's. */
  readonly name: string;
  /** The tensor's. */
  readonly input: string;
}

const bitsOf = ({ name }: Operand): string => `${name}/input`;

const signLayer = (name: string, input: string): Layer => ({ kind: 'sign', name, inputs: [input] });

/** sign(x) */
export function signs(operand: Operand): InputPlanes {
  const bits = bitsOf(operand);
  return { layers: [signLayer(bits, operand.input)], bits, scales: null };
}

/** sign(x + offset[c]) */
export function shiftedSigns(operand: Operand, offset: Float64Array): InputPlanes {
  const [shifted, bits] = [`${operand.name}/shift`, bitsOf(operand)];
  const layers = [affineLayer(shifted, operand.input, { offset }), signLayer(bits, shifted)];
  return { layers, bits, scales: null };
}

/** Σ s_p·b_p, each plane of what the ones before it left over; scales: above 0. */
export function residualSigns(operand: Operand, scales: Float64Array): InputPlanes {
  const bits = bitsOf(operand);
  // A single plane's bits are the sign: its scale comes after the sums.
  if (scales.length === 1) return { ...signs(operand), scales };
  const layer: Layer = { kind: 'residual-sign', name: bits, inputs: [operand.input], element: 'float64', scales };
  return { layers: [layer], bits, scales };
}
