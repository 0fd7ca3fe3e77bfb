// Some of an array's channels.
type Numbers = Uint8Array | Int8Array | Int32Array | Float32Array;

/** values: [..., channels]; returns those channels of each row. */
export function select<Values extends Numbers>(values: Values, channels: number, kept: readonly number[]): Values {
  const rows = values.length / channels;
  const result = new (values.constructor as new (length: number) => Values)(rows * kept.length);
  for (let row = 0; row < rows; row++)
    kept.forEach((channel, k) => (result[row * kept.length + k] = values[row * channels + channel]));
  return result;
}
