// The C program, if it is there: its own check against the golden vectors, and its logits.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { onBoardProgram } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Difference } from './differences';

/** The environment that a program runs in: its best kernels, or the portable ones. */
export type Kernels = 'best' | 'portable';

export interface GoldenCheck {
  readonly images: number;
  readonly tensors: number;
  readonly difference: Difference | null;
}

/** BITPLANE_PROGRAM, else the host build; null where nobody built one. Throws E_MISSING_FILE if BITPLANE_PROGRAM names no file. */
export function findProgram(): string | null {
  const path = onBoardProgram();
  if (existsSync(path)) return path;
  if (process.env.BITPLANE_PROGRAM === undefined) return null;
  throw new BitplaneError('E_MISSING_FILE', `BITPLANE_PROGRAM: expected the on-board program, found no file ${path}`);
}

/** `bitplane verify`. Throws E_BOARD if the program fails for another reason than a difference. */
export async function checkGolden(
  program: string,
  files: { readonly model: string; readonly golden: string },
  kernels: Kernels,
): Promise<GoldenCheck> {
  const args = ['verify', '--model', files.model, '--golden', files.golden];
  const { lines, failure } = await run(program, args, kernels);
  const report = lines.find(({ schema }) => schema === 'bitplane-verify/1');
  const difference = (report?.first_difference as Difference | undefined) ?? null;
  if (!report || (failure !== null && difference === null)) {
    throw new BitplaneError('E_BOARD', `${program} verify: ${failure ?? 'printed no report'}`);
  }
  return { images: Number(report.images), tensors: Number(report.tensors), difference };
}

/** `bitplane run` on raw uint8 HWC images: the logits of each image. Throws E_BOARD if the program fails. */
export async function runProgram(
  program: string,
  files: { readonly model: string; readonly images: string },
  kernels: Kernels,
): Promise<Float32Array[]> {
  const { lines, failure } = await run(program, ['run', '--model', files.model, '--input', files.images], kernels);
  if (failure !== null) throw new BitplaneError('E_BOARD', `${program} run: ${failure}`);
  return lines.map(({ logits }) => Float32Array.from(logits as number[]));
}

interface Outcome {
  readonly lines: readonly Record<string, unknown>[];
  /** Why it failed, in one line; null if it did not. */
  readonly failure: string | null;
}

function run(program: string, args: readonly string[], kernels: Kernels): Promise<Outcome> {
  const env = { ...process.env };
  delete env.BITPLANE_CPU;
  if (kernels === 'portable') env.BITPLANE_CPU = 'portable';
  return new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ lines, failure: error && (stderr.trim().split('\n').at(-1) || error.message) });
    });
  });
}
