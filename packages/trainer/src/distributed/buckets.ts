// Tensors of a network, fused into few buckets: a message of 1 MB takes less time than a hundred of 10 kB.
import * as tf from '@tensorflow/tfjs';

/** Where a variable is in its bucket. */
export interface Piece {
  /** Its place in the list of variables. */
  readonly variable: number;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Bucket {
  /** The numbers of all pieces, one after the other. */
  readonly values: Float32Array;
  readonly pieces: readonly Piece[];
}

/** Numbers in a bucket, unless one variable has more: 1 MiB. */
const BUCKET_SIZE = 262_144;

/** Buckets for tensors of these shapes, in their order; no tensor is divided. */
export function layOut(shapes: readonly (readonly number[])[], size = BUCKET_SIZE): Bucket[] {
  const groups: Piece[][] = [];
  shapes.forEach((shape, variable) => {
    const length = tf.util.sizeFromShape([...shape]);
    const group = groups.at(-1);
    const begin = group?.at(-1)?.end ?? 0;
    if (group !== undefined && begin + length <= size) group.push({ variable, shape, begin, end: begin + length });
    else groups.push([{ variable, shape, begin: 0, end: length }]);
  });
  return groups.map((pieces) => ({ pieces, values: new Float32Array(pieces[pieces.length - 1].end) }));
}

/** Copies the tensors' numbers into the buckets. */
export function fill(buckets: readonly Bucket[], tensors: readonly tf.Tensor[]): void {
  for (const { values, pieces } of buckets) {
    for (const { variable, begin } of pieces) values.set(tensors[variable].dataSync<'float32'>(), begin);
  }
}

/** The buckets' numbers as tensors, in the variables' order. Owned by the caller. */
export const tensorsOf = (buckets: readonly Bucket[]): tf.Tensor[] =>
  buckets.flatMap(({ values, pieces }) =>
    pieces.map(({ shape, begin, end }) => tf.tensor(values.slice(begin, end), [...shape])),
  );
