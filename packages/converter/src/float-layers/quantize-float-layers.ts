// Rounds layers that were trained in floats to 8 bits after training, by images.
import {
  inferTypes,
  type ByteRange,
  type Conv2D,
  type Layer,
  type Model,
  type Normalize,
  type Quantize,
  type TensorOf,
} from '@bitplane/model';
import { activationRanges } from './activation-range';
import { byteLayer } from '../importers/lowering/byte-layer';
import { bytesBefore, bytesOf, int8Layers } from './int8-layers';

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
 * Every convolution of numbers becomes one of bytes by 8-bit weights, with a scale per filter: of the bytes that are
 * there where it reads the normalised image or a QuantizedActivation, else of its input's numbers rounded to bytes,
 * which cover what the images make there but for a thousandth at either end. Those that only move numbers stay, and so
 * do those of 8-bit weights that read bytes: a pass makes integers of them.
 */
export function quantizeFloatLayers(model: Model, images: readonly TensorOf<'uint8'>[]): QuantizedFloats {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const bytesRead = ({ inputs }: Layer): Normalize | null => {
    const source = byName.get(inputs[0]);
    return source?.kind === 'normalize' ? source : null;
  };
  const isChosen = (layer: Layer): layer is Conv2D =>
    canBeRounded(layer) && (layer.weightBits === 32 || bytesRead(layer) === null);
  const chosen = model.layers.filter(isChosen);
  const read = new Set(chosen.filter((layer) => bytesRead(layer) === null).map(({ inputs }) => inputs[0]));
  const ranges = activationRanges(model, read, images);
  const types = inferTypes(model);
  const rounded = new Map(
    [...read].map((name) => [name, roundedBytes(name, types.get(name)!.channels, ranges.get(name)!)]),
  );
  const layers = model.layers.flatMap((layer): readonly Layer[] => {
    const bytes = rounded.get(layer.name);
    const before = bytesRead(layer);
    const made = !isChosen(layer)
      ? [layer]
      : int8Layers(layer, before === null ? bytesOf(rounded.get(layer.inputs[0])!) : bytesBefore(before));
    return bytes === undefined ? made : [...made, bytes];
  });
  return { model: { ...model, layers }, layers: chosen.map(({ name }) => name) };
}

const roundedBytes = (input: string, channels: number, range: ByteRange): Quantize =>
  byteLayer(`${input}/bytes`, { input, channels, range });

const canBeRounded = (layer: Layer): layer is Conv2D =>
  layer.kind === 'conv2d' && layer.weights.length / layer.filters <= MAX_FILTER_LENGTH && !onlyMovesNumbers(layer);

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
