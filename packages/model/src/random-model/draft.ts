// A model in the making: its layers so far and the type of the last one's output.
import { INPUT, type Layer, type Model } from '../graph';
import { kindOf } from '../layers';
import { seededRandom, type Random } from '../random';
import type { TensorType } from '../tensor';

export interface Draft {
  readonly random: Random;
  readonly layers: Layer[];
  /** Of the output so far. */
  type: TensorType;
}

/** The tensor at the start of a branch. */
export interface Point {
  readonly name: string;
  readonly type: TensorType;
}

/** The last layer's output, or the image. */
export const endOf = ({ layers, type }: Draft): Point => ({ name: layers.at(-1)?.name ?? INPUT, type });

type WithoutPlace<Kind> = Kind extends Layer ? Omit<Kind, 'name' | 'inputs'> : never;

/** An image of 1 to 16 rows and columns. */
export function startDraft(seed: number): Draft {
  const random = seededRandom(seed);
  const [height, width] = [random.integer(1, 16), random.integer(1, 16)];
  return { random, layers: [], type: { element: 'uint8', height, width, channels: random.pick([1, 2, 3, 3, 5]) } };
}

/**
 * Appends a layer that reads the last one, or `inputs`; its name is the kind and a number. Throws what the kind
 * rejects.
 */
export function append(draft: Draft, attributes: WithoutPlace<Layer>, inputs = [endOf(draft)]): void {
  const { layers } = draft;
  const name = `${attributes.kind}-${layers.length + 1}`;
  const layer = { ...attributes, name, inputs: inputs.map((input) => input.name) } as Layer;
  draft.type = kindOf(layer).outputType(
    layer,
    inputs.map(({ type }) => type),
  );
  layers.push(layer);
}

/** The model of a finished draft that began with an image like `input`. */
export const finish = ({ layers }: Draft, name: string, { height, width, channels }: TensorType): Model => ({
  name,
  input: { height, width, channels },
  layers,
});
