// A generated graph, as its two files say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shape, TensorOf } from '@bitplane/model';

/** [images, classes] */
export interface Scores {
  readonly values: readonly (readonly number[])[];
  /** How far a correct computation in float32 may lie from them; 0 where it is exact. */
  readonly errors: readonly (readonly number[])[];
}

export interface RandomGraph {
  readonly name: string;
  readonly path: string;
  /** How a byte becomes the graph's number. */
  readonly input: string;
  /** Whether it is another one of the same scores. */
  readonly isVariant: boolean;
  /** Whether it has no nodes but those of ONNX. */
  readonly isStandard: boolean;
  readonly images: readonly TensorOf<'uint8'>[];
  /** Of each image: whether a number lies within its error of a step, or is 0 before ONNX's Sign. */
  readonly ties: readonly boolean[];
  /** Whether a number lies exactly on a step of a quantizer whose ties are not promised (docs/import.md). */
  readonly onSteps: readonly boolean[];
  readonly scores: Scores;
  /** Before what a converter leaves out at the end. */
  readonly sourceScores: Scores;
  /** What is planted in it. */
  readonly pattern: string;
}

/** In the order of their names. */
export const graphNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => file.slice(0, -'.onnx'.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

interface Known extends Omit<RandomGraph, 'name' | 'path' | 'images' | 'pattern' | 'isVariant'> {
  readonly images: { readonly data: string; readonly shape: readonly [number, number, number] };
  readonly plan: { readonly pattern: string };
  readonly variant: string;
}

export function readGraph(folder: string, name: string): RandomGraph {
  const { images, plan, variant, ...known } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Known;
  const [height, width, channels] = images.shape;
  return {
    ...known,
    ...{ name, path: join(folder, `${name}.onnx`), pattern: plan.pattern, isVariant: variant !== '' },
    images: split(Buffer.from(images.data, 'base64'), { height, width, channels }),
  };
}

function split(bytes: Uint8Array, shape: Shape): TensorOf<'uint8'>[] {
  const length = shape.height * shape.width * shape.channels;
  return Array.from({ length: bytes.length / length }, (_, k) => ({
    ...{ element: 'uint8', ...shape },
    data: Uint8Array.from(bytes.subarray(k * length, (k + 1) * length)),
  }));
}
