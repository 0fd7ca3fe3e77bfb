// The C runtime, spawned: how often it is right about the test images with an exported model.
import { createHash } from 'node:crypto';
import { requireHostProgram, runHostProgram } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export interface RuntimeEvaluationOptions {
  /** A .bpm file. */
  readonly model: string;
  /** CIFAR-10's test_batch.bin, or another file of such records. */
  readonly data: string;
  /** Only this many images, the first ones. */
  readonly limit?: number;
}

export interface RuntimeEvaluation {
  readonly images: number;
  readonly correct: number;
}

/** `bitplane eval`. Throws E_MISSING_FILE where nobody has built the program, E_PROGRAM if it fails. */
export function evaluateInRuntime({ model, data, limit }: RuntimeEvaluationOptions): RuntimeEvaluation {
  const limited = limit === undefined ? [] : ['--limit', String(limit)];
  const { images, correct } = JSON.parse(
    run(['eval', '--model', model, '--data', data, ...limited]),
  ) as RuntimeEvaluation;
  return { images, correct };
}

/**
 * SHA-256 of what the network gives for every image: one line an image, its logits with nine digits (which name a
 * float32 exactly), separated by commas, as `bitplane run` prints them. It is the same on every CPU. Throws as
 * evaluateInRuntime does.
 */
export function hashLogits({ model, data }: Omit<RuntimeEvaluationOptions, 'limit'>): string {
  const lines = run(['run', '--model', model, '--data', data]).replace(/^.*"logits":\[([^\]]*)\].*$/gm, '$1');
  return createHash('sha256').update(lines).digest('hex');
}

/** Nanoseconds of the median call of `bitplane bench`: one image, one thread. Throws as evaluateInRuntime does. */
export function timeInRuntime(model: string): number {
  const last = run(['bench', '--model', model]).trim().split('\n').at(-1)!;
  return (JSON.parse(last) as { total: { median_ns: number } }).total.median_ns;
}

function run(args: readonly string[]): string {
  const program = requireHostProgram();
  const { stdout, failure } = runHostProgram(program, args);
  if (failure !== null) throw new BitplaneError('E_PROGRAM', `${program} ${args[0]}: ${failure}`);
  return stdout;
}
