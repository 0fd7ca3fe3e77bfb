// The C program: its own check against the golden vectors, and its logits.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHostProgram } from '@bitplane/cli';
import { BitplaneError, type TensorOf } from '@bitplane/model';
import type { Difference } from './differences';
import type { Launch } from './machines';

/** Which kernels a program runs with: its best ones, the portable ones, or what the user chose in BITPLANE_CPU. */
export type Kernels = 'best' | 'portable' | 'chosen';

export interface GoldenCheck {
  readonly images: number;
  readonly tensors: number;
  readonly difference: Difference | null;
}

/** `bitplane verify`. Throws E_BOARD if the program fails for another reason than a difference. */
export function checkGolden(
  program: Launch,
  files: { readonly model: string; readonly golden: string },
  kernels: Kernels,
): GoldenCheck {
  const args = ['verify', '--model', files.model, '--golden', files.golden];
  const { lines, failure } = run(program, args, kernels);
  const report = lines.find(({ schema }) => schema === 'bitplane-verify/1');
  const difference = (report?.first_difference as Difference | undefined) ?? null;
  if (!report || (failure !== null && difference === null)) {
    throw new BitplaneError('E_BOARD', `${shown(program)} verify: ${failure ?? 'printed no report'}`);
  }
  return { images: Number(report.images), tensors: Number(report.tensors), difference };
}

/** `bitplane run` on raw uint8 HWC images: the logits of each image. Throws E_BOARD if the program fails. */
export function runProgram(
  program: Launch,
  files: { readonly model: string; readonly images: string },
  kernels: Kernels,
): Float32Array[] {
  const { lines, failure } = run(program, ['run', '--model', files.model, '--input', files.images], kernels);
  if (failure !== null) throw new BitplaneError('E_BOARD', `${shown(program)} run: ${failure}`);
  return lines.map(({ logits }) => Float32Array.from(logits as number[]));
}

/** The same on images in memory. model: the path of a .bpm file. */
export function runOnImages(
  program: Launch,
  model: string,
  images: readonly TensorOf<'uint8'>[],
  kernels: Kernels,
): Float32Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-images-'));
  try {
    const file = join(folder, 'images.raw');
    writeFileSync(file, Buffer.concat(images.map(({ data }) => data)));
    return runProgram(program, { model, images: file }, kernels);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Outcome {
  readonly lines: readonly Record<string, unknown>[];
  /** Why it failed, in one line; null if it did not. */
  readonly failure: string | null;
}

const shown = ({ command }: Launch): string => command.at(-1)!;

function run({ command: [program, ...before], env: own }: Launch, args: readonly string[], kernels: Kernels): Outcome {
  const env = { ...process.env, ...own };
  if (kernels !== 'chosen') delete env.BITPLANE_CPU;
  if (kernels === 'portable') env.BITPLANE_CPU = 'portable';
  const { stdout, failure } = runHostProgram(program, [...before, ...args], env);
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, failure };
}
