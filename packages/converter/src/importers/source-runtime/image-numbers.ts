// The numbers that a network of Keras or TensorFlow Lite reads: the first that the imported network makes of the image.
import { INPUT, kindOf, type Model, type TensorOf } from '@bitplane/model';

/**
 * In the order [input, height, width, channel], since several inputs are channels of the image one after the other.
 * areBytes: the network reads the bytes themselves.
 */
export function imageNumbers(
  { layers }: Model,
  image: TensorOf<'uint8'>,
  inputs: readonly (readonly number[])[],
): { readonly numbers: Float32Array; readonly areBytes: boolean } {
  const table = layers.find(({ name }) => name === `${INPUT}/numbers`);
  const { data, channels } = table === undefined ? image : kindOf(table).forward(table, [image]);
  const numbers = new Float32Array(data.length);
  const numPixels = data.length / channels;
  let [place, first] = [0, 0];
  for (const shape of inputs) {
    const own = shape.reduce((product, size) => product * size, 1) / numPixels;
    for (let pixel = 0; pixel < numPixels; pixel++)
      for (let c = 0; c < own; c++) numbers[place++] = data[pixel * channels + first + c];
    first += own;
  }
  return { numbers, areBytes: table === undefined };
}
