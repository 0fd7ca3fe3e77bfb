// What onnxruntime makes of a drafted ONNX file, and what the interpreter makes of it once it is imported.
import { run, seededRandom, type Model, type TensorOf } from '@bitplane/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { NetworkOptions } from '../importers';
import { importNetwork } from '../importers';
import { withOnnxFile } from './onnx-draft';

export interface Imported {
  readonly model: Model;
  readonly notes: readonly string[];
}

export const importBytes = (bytes: Uint8Array, options: NetworkOptions = { input: 'u8/255' }): Imported =>
  withOnnxFile(bytes, (path) => importNetwork(path, options));

/** Images of random bytes; the last two are all 0 and all 255. */
export function testImages({ input }: Model, count = 4, seed = 1): TensorOf<'uint8'>[] {
  const random = seededRandom(seed);
  const length = input.height * input.width * input.channels;
  return Array.from({ length: count }, (_, index) => {
    const byte = (): number => (index === count - 2 ? 0 : index === count - 1 ? 255 : random.integer(0, 255));
    return { element: 'uint8', ...input, data: Uint8Array.from({ length }, byte) };
  });
}

/** The scores of one image, [N, C, H, W] as `formula` makes it of the bytes, without any optimisation. */
export async function onnxruntimeScores(
  bytes: Uint8Array,
  image: TensorOf<'uint8'>,
  formula: (byte: number) => number,
): Promise<number[]> {
  const session = await InferenceSession.create(bytes, {
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  try {
    const { height, width, channels, data } = image;
    const planar = new Float32Array(data.length);
    for (let pixel = 0; pixel < height * width; pixel++)
      for (let c = 0; c < channels; c++) planar[c * height * width + pixel] = formula(data[pixel * channels + c]);
    const outputs = await session.run({ x: new Tensor('float32', planar, [1, channels, height, width]) });
    return Array.from(Object.values(outputs)[0].data as Float32Array);
  } finally {
    await session.release();
  }
}

export const interpreterScores = (model: Model, image: TensorOf<'uint8'>): number[] =>
  Array.from(run(model, image).data, Number);
