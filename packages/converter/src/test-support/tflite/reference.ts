// What TensorFlow Lite and Larq Compute Engine compute, number by number and word by word: for tests, and independent
// of this project's layers.

/** [height, width, channels] */
export interface Image {
  readonly dims: readonly [number, number, number];
  readonly values: ArrayLike<number>;
}

export interface ConvolutionOptions {
  /** [filters, rows, columns, channels / groups] */
  readonly dims: readonly [number, number, number, number];
  readonly same: boolean;
  readonly stride?: number;
  readonly dilation?: number;
}

/** Where each output begins, and how many there are along a side. */
function placesOf(
  extent: number,
  taps: number,
  { same, stride = 1, dilation = 1 }: ConvolutionOptions,
): [number, number] {
  const reach = (taps - 1) * dilation + 1;
  if (!same) return [0, Math.ceil((extent - reach + 1) / stride)];
  const count = Math.ceil(extent / stride);
  return [Math.floor(Math.max(0, (count - 1) * stride + reach - extent) / 2), count];
}

/**
 * The sum of what `tap` makes of each tap of each filter: pixel is null outside the image. Groups are implied by the
 * filters' channels.
 */
export function slide(
  image: Image,
  options: ConvolutionOptions,
  tap: (pixel: number | null, filter: number, place: number) => number,
): number[] {
  const [height, width] = image.dims;
  const [filters, rows, columns] = options.dims;
  const { stride = 1, dilation = 1 } = options;
  const [top, outHeight] = placesOf(height, rows, options);
  const [left, outWidth] = placesOf(width, columns, options);
  const sums: number[] = [];
  for (let i = 0; i < outHeight; i++)
    for (let j = 0; j < outWidth; j++)
      for (let filter = 0; filter < filters; filter++) {
        let sum = 0;
        for (let u = 0; u < rows; u++)
          for (let v = 0; v < columns; v++) {
            const [row, column] = [i * stride - top + u * dilation, j * stride - left + v * dilation];
            const isInside = row >= 0 && row < height && column >= 0 && column < width;
            sum += tap(isInside ? row * width + column : null, filter, u * columns + v);
          }
        sums.push(sum);
      }
  return sums;
}

/** CONV_2D of numbers, padding with zeros. */
export function convolution(image: Image, weights: ArrayLike<number>, options: ConvolutionOptions): number[] {
  const [, , channels] = image.dims;
  const [filters, rows, columns, own] = options.dims;
  const perGroup = filters / (channels / own);
  return slide(image, options, (pixel, filter, place) => {
    if (pixel === null) return 0;
    let sum = 0;
    for (let c = 0; c < own; c++) {
      const x = image.values[pixel * channels + Math.floor(filter / perGroup) * own + c];
      sum += x * weights[(filter * rows * columns + place) * own + c];
    }
    return sum;
  });
}

const popcount = (word: number): number => [...(word >>> 0).toString(2)].filter((bit) => bit === '1').length;

/** Words of 32 channels, bit 1 below 0. */
export function pack({ dims, values }: Image): Image {
  const [height, width, channels] = dims;
  const words = Math.ceil(channels / 32);
  const packed = new Int32Array(height * width * words);
  for (let pixel = 0; pixel < height * width; pixel++)
    for (let c = 0; c < channels; c++)
      if (values[pixel * channels + c] < 0) packed[pixel * words + (c >> 5)] |= 1 << (c % 32);
  return { dims: [height, width, words], values: packed };
}

/**
 * How many bits differ, as LceBconv2d's reference kernel counts them: a padded pixel of zeros counts half of its
 * channels.
 */
export function differingBits(
  image: Image,
  filters: ArrayLike<number>,
  options: ConvolutionOptions & { readonly padValue: 0 | 1; readonly channels: number },
): number[] {
  const packed = pack(image);
  const [, , words] = packed.dims;
  const [numFilters, rows, columns, own] = options.dims;
  const groups = words / own;
  const perGroup = numFilters / groups;
  return slide(packed, options, (pixel, filter, place) => {
    if (pixel === null && options.padValue === 0) return options.channels / groups / 2;
    let sum = 0;
    for (let w = 0; w < own; w++) {
      const bits = pixel === null ? 0 : packed.values[pixel * words + Math.floor(filter / perGroup) * own + w];
      sum += popcount(bits ^ filters[(filter * rows * columns + place) * own + w]);
    }
    return sum;
  });
}
