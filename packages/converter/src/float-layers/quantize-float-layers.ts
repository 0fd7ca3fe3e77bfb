// Rounds layers that were trained in floats to 8 bits after training, by images.
import { inferTypes, type Conv2D, type Layer, type Model, type Normalize, type TensorOf } from '@bitplane/model';
import { activationRanges } from './activation-range';
import { bytesOf, bytesOfImage, int8Layers, quantizeLayer } from './int8-layers';

/** What becomes of convolutions and dense layers that were trained with float weights; the first is the default. */
export const FLOAT_LAYERS = ['float', 'int8'] as const;
export type FloatLayers = (typeof FLOAT_LAYERS)[number];

/** An int8-conv2d has no more weights per filter (packages/model: sums fit int32). */
const MAX_FILTER_LENGTH = Math.floor((2 ** 31 - 1) / (255 * 127));

export interface QuantizedFloats {
  readonly model: Model;
  /** Names of the layers that were rounded. */
  readonly layers: readonly string[];
}

/**
 * Every convolution of numbers by float weights becomes one of bytes by 8-bit weights, with a scale per filter: of the
 * image's own bytes where it reads the normalised image, else of its input's numbers rounded to bytes, which cover what
 * the images make there but for a thousandth at either end. Those that only move numbers stay.
 */
export function quantizeFloatLayers(model: Model, images: readonly TensorOf<'uint8'>[]): QuantizedFloats {
  const chosen = model.layers.filter(isRounded);
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const imageOf = ({ inputs }: Layer): Normalize | null => {
    const source = byName.get(inputs[0]);
    return source?.kind === 'normalize' ? source : null;
  };
  const read = new Set(chosen.filter((layer) => imageOf(layer) === null).map(({ inputs }) => inputs[0]));
  const ranges = activationRanges(model, read, images);
  const types = inferTypes(model);
  const rounded = new Map(
    [...read].map((name) => [name, quantizeLayer(name, types.get(name)!.channels, ranges.get(name)!)]),
  );
  const layers = model.layers.flatMap((layer): readonly Layer[] => {
    const bytes = rounded.get(layer.name);
    const image = imageOf(layer);
    const made = !isRounded(layer)
      ? [layer]
      : int8Layers(layer, image === null ? bytesOf(rounded.get(layer.inputs[0])!) : bytesOfImage(image));
    return bytes === undefined ? made : [...made, bytes];
  });
  return { model: { ...model, layers }, layers: chosen.map(({ name }) => name) };
}

const isRounded = (layer: Layer): layer is Conv2D =>
  layer.kind === 'conv2d' &&
  layer.weightBits === 32 &&
  layer.weights.length / layer.filters <= MAX_FILTER_LENGTH &&
  !onlyMovesNumbers(layer);

/** One weight of 1 per filter, and no other: a selection of channels, or zeros around an image. */
function onlyMovesNumbers({ weights, filters, bias }: Conv2D): boolean {
  const length = weights.length / filters;
  return (
    bias === null &&
    Array.from({ length: filters }, (_, filter) => weights.subarray(filter * length, (filter + 1) * length)).every(
      (filter) => filter.filter((weight) => weight !== 0).length === 1 && filter.includes(1),
    )
  );
}
