// Weights column by column, the order in which signs are packed: all weights of one output filter or unit together, as
// in an exported file.
import * as tf from '@tensorflow/tfjs';

/** A variable whose columns are compressed. */
export interface Matrix {
  /** Its place in the list of variables. */
  readonly variable: number;
  readonly shape: readonly number[];
  readonly rows: number;
  readonly columns: number;
  /** Of its first column, among the numbers of all matrices. */
  readonly begin: number;
}

export interface ColumnLayout {
  readonly matrices: readonly Matrix[];
  /** Places in the list of the variables that are no matrices. */
  readonly rest: readonly number[];
  /** Numbers in each column of all matrices. */
  readonly lengths: readonly number[];
  /** Numbers of all matrices. */
  readonly size: number;
}

/** Below this, two float32 numbers and a word of signs are more than a quarter of the column's own bytes. */
const MIN_ROWS = 16;

/**
 * A column runs along all axes but the last one; axes of one element at the end do not count, so that a depthwise
 * kernel [h, w, C, 1] has C columns. Variables with columns of less than 16 numbers, such as biases, slopes and batch
 * norms, are the rest.
 */
export function layOutColumns(shapes: readonly (readonly number[])[]): ColumnLayout {
  const matrices: Matrix[] = [];
  const rest: number[] = [];
  let size = 0;
  shapes.forEach((shape, variable) => {
    const columns = shape.findLast((length) => length > 1) ?? 1;
    const rows = tf.util.sizeFromShape([...shape]) / columns;
    if (rows < MIN_ROWS) rest.push(variable);
    else {
      matrices.push({ variable, shape, rows, columns, begin: size });
      size += rows * columns;
    }
  });
  const lengths = matrices.flatMap(({ rows, columns }) => Array.from({ length: columns }, () => rows));
  return { matrices, rest, lengths, size };
}

/** The numbers of all matrices, column after column. tensors: of all variables. */
export function columnsOf({ matrices, size }: ColumnLayout, tensors: readonly tf.Tensor[]): Float32Array {
  const values = new Float32Array(size);
  for (const { variable, rows, columns, begin } of matrices) {
    const numbers = tensors[variable].dataSync<'float32'>();
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < columns; k++) values[begin + k * rows + row] = numbers[row * columns + k];
    }
  }
  return values;
}

/** The other way: a tensor for each matrix, in their order. Owned by the caller. */
export const tensorsOfColumns = ({ matrices }: ColumnLayout, values: Float32Array): tf.Tensor[] =>
  matrices.map(({ shape, rows, columns, begin }) => {
    const numbers = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < columns; k++) numbers[row * columns + k] = values[begin + k * rows + row];
    }
    return tf.tensor(numbers, [...shape]);
  });

/** A rank's part of the columns. */
export interface Stripe {
  readonly lengths: readonly number[];
  /** Its numbers, among those of all columns. */
  readonly begin: number;
  readonly end: number;
}

/** A stripe of whole columns for each rank, with about as many numbers in each. */
export function cutStripes(lengths: readonly number[], size: number): Stripe[] {
  const ends = lengths.reduce<number[]>((before, length) => [...before, (before.at(-1) ?? 0) + length], []);
  const total = ends.at(-1) ?? 0;
  let [first, begin] = [0, 0];
  return Array.from({ length: size }, (_, rank) => {
    const limit = ((rank + 1) * total) / size;
    let last = first;
    // A column belongs to the rank in whose part its middle is.
    while (last < lengths.length && ends[last] - lengths[last] / 2 < limit) last++;
    const stripe = { lengths: lengths.slice(first, last), begin, end: last > 0 ? ends[last - 1] : 0 };
    [first, begin] = [last, stripe.end];
    return stripe;
  });
}
