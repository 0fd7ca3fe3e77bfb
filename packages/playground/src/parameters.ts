// What a step was trained to: its filters, thresholds and other numbers as pictures.
import { inferTypes, type BinaryConv2D, type Layer, type Model } from '@bitplane/model';
import type { Step } from '@bitplane/wasm';
import { short } from './maps';
import { ABSENT, drawTiles, grey, MINUS, PLUS, rangeOf, type Colour, type Picture } from './pictures';

const MAX_ROWS = 256;
const MAX_COLUMNS = 256;

export interface Parameters {
  /** Of the layer, and what the numbers are. */
  readonly title: string;
  readonly legend: string;
  readonly picture: Picture;
}

/** Of every layer of a step, in order. */
export function drawParameters(model: Model, step: Step): Parameters[] {
  const types = inferTypes(model);
  return layersOf(model, step).flatMap((layer) => {
    const { height, width, channels } = types.get(layer.name)!;
    return [
      ...drawFilters(layer),
      ...numbersOf(layer).map(({ name, values }) => drawNumbers(layer, name, { values, height, width, channels })),
    ];
  });
}

/** The layers that are fused into a step: each reads the one before. */
export function layersOf({ layers }: Model, { name, kind }: Step): Layer[] {
  const first = layers.find((layer) => layer.name === name);
  if (first === undefined) return [];
  const chain = [first];
  for (const next of kind.split('+').slice(1)) {
    const last = chain.at(-1)!;
    const found = layers.find((layer) => layer.kind === next && layer.inputs.includes(last.name));
    if (found !== undefined) chain.push(found);
  }
  return chain;
}

/** Values in the order [filters, rows, columns, channels]. */
interface Filters {
  readonly filters: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly legend: string;
  readonly colour: (index: number) => Colour;
  /** Where three channels are red, green and blue. */
  readonly mixed?: (first: number) => Colour;
}

function drawFilters(layer: Layer): Parameters[] {
  const filters = filtersOf(layer);
  if (filters === null) return [];
  const { rows, columns, channels, colour, mixed } = filters;
  const title = `Filters of ${layer.name}: ${filters.filters} of ${rows} × ${columns} × ${channels}`;
  const shown = Math.min(filters.filters, MAX_ROWS);
  const size = { height: rows, width: columns };
  if (mixed !== undefined) {
    const indexOf = (filter: number, row: number, column: number) => 3 * ((filter * rows + row) * columns + column);
    const picture = drawTiles({ count: shown, ...size, colour: (...place) => mixed(indexOf(...place)) });
    return [{ title, legend: `${filters.legend}; a tile is a filter`, picture }];
  }
  const perRow = Math.min(channels, MAX_COLUMNS);
  const picture = drawTiles({
    ...{ count: shown * perRow, perRow, ...size },
    colour: (tile, row, column) => {
      const filter = Math.floor(tile / perRow);
      return colour(((filter * rows + row) * columns + column) * channels + (tile % perRow));
    },
  });
  const isCut = shown < filters.filters || perRow < channels;
  const part = isCut ? `; the first ${shown} filters and ${perRow} channels` : '';
  return [{ title, legend: `${filters.legend}; a row is a filter, a column a channel of its input${part}`, picture }];
}

function filtersOf(layer: Layer): Filters | null {
  if (layer.kind === 'binary-conv2d') return filtersOfSigns(layer);
  if (layer.kind === 'int8-conv2d' || layer.kind === 'float-conv2d')
    return filtersOfNumbers(layer.weights, sizesOf(layer, layer.weights.length));
  if (layer.kind !== 'int8-dense') return null;
  const channels = layer.weights.length / layer.filters;
  return filtersOfNumbers(layer.weights, { filters: layer.filters, rows: 1, columns: 1, channels });
}

function filtersOfSigns(layer: BinaryConv2D): Filters {
  const { values } = layer.weights;
  const mask = layer.weights.type === 'signs' ? layer.weights.mask : null;
  return {
    ...sizesOf(layer, values.length),
    legend: mask === null ? 'light is +1, dark is −1' : 'light is +1, dark is −1, grey is 0',
    colour: (index) => (mask !== null && mask[index] === 0 ? ABSENT : values[index] === 0 ? PLUS : MINUS),
  };
}

type Sizes = Pick<Filters, 'filters' | 'rows' | 'columns' | 'channels'>;

function sizesOf(layer: Extract<Layer, { filters: number; window: unknown }>, length: number): Sizes {
  const [rows, columns] = layer.window.size;
  return { filters: layer.filters, rows, columns, channels: length / (layer.filters * rows * columns) };
}

function filtersOfNumbers(weights: Int8Array | Float32Array, sizes: Sizes): Filters {
  const { min, max } = rangeOf(weights);
  const bound = Math.max(-min, max);
  const range = { min: -bound, max: bound };
  const level = (index: number): number => grey(weights[index], range)[0];
  return {
    ...sizes,
    legend: `from ${short(-bound)} to ${short(bound)}, dark to light`,
    colour: (index) => grey(weights[index], range),
    ...(sizes.channels === 3 ? { mixed: (first) => [level(first), level(first + 1), level(first + 2)] } : {}),
  };
}

type Numbers = Int32Array | Uint8Array | Float32Array | Float64Array;

const NAMES: Readonly<Record<string, string>> = {
  lower: 'Thresholds, lower bounds',
  upper: 'Thresholds, upper bounds',
  bounds: 'Bounds of the levels',
  offset: 'Offsets',
  scale: 'Scales',
  scales: 'Scales',
  slopes: 'Slopes below 0',
  flip: 'Thresholds that are turned round',
  minimum: 'Minimum instead of maximum',
};

/** Arrays of a layer, without weights; flags that are all 0 say nothing. */
function numbersOf(layer: Layer): { name: string; values: Numbers }[] {
  return Object.entries(layer).flatMap(([key, value]: [string, unknown]) => {
    if (!(key in NAMES) || !ArrayBuffer.isView(value)) return [];
    const values = value as Numbers;
    if (values instanceof Uint8Array && values.every((flag) => flag === 0)) return [];
    return [{ name: NAMES[key], values }];
  });
}

interface Shaped {
  readonly values: Numbers;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** An array per element is a tile per channel; any other one a pixel per number. */
function drawNumbers(layer: Layer, name: string, { values, height, width, channels }: Shaped): Parameters {
  const range = rangeOf(values);
  const isPerElement = height * width > 1 && values.length === height * width * channels;
  const tiles = isPerElement ? { count: channels, height, width } : { count: values.length, height: 1, width: 1 };
  const indexOf = (tile: number, row: number, column: number) =>
    isPerElement ? (row * width + column) * channels + tile : tile;
  return {
    title: `${name} of ${layer.name}: ${values.length}`,
    legend: `black is ${short(range.min)}, white is ${short(range.max)}${isPerElement ? '; a tile is a channel' : ''}`,
    picture: drawTiles({ ...tiles, colour: (...place) => grey(values[indexOf(...place)], range) }),
  };
}
