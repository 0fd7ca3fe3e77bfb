// What qonnx, in Python, makes of QONNX files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import type { TensorOf } from '@bitplane/model';
import { runPython } from './python';

export interface QonnxJob {
  readonly file: Uint8Array;
  readonly images: readonly TensorOf<'uint8'>[];
  /** Through qonnx's clean-up first. */
  readonly cleanup?: boolean;
}

/** The scores of each image of each file. */
export function runQonnx(jobs: readonly QonnxJob[]): number[][][] {
  const folder = temporaryFolder();
  const named = jobs.map(({ file, images, cleanup = false }, k) => {
    const model = join(folder, `${k}.onnx`);
    writeFileSync(model, file);
    return { model, cleanup, images: images.map(planar) };
  });
  const list = join(folder, 'jobs.json');
  writeFileSync(list, JSON.stringify(named));
  return JSON.parse(runPython('run_qonnx.py', list)) as number[][][];
}

/** [C, H, W] */
const planar = ({ data, height, width, channels }: TensorOf<'uint8'>): number[] =>
  Array.from({ length: channels }, (_, c) =>
    Array.from({ length: height * width }, (__, pixel) => data[pixel * channels + c]),
  ).flat();
