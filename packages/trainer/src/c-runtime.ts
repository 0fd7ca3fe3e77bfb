// The C runtime, spawned: how often it is right about the test images with an exported model.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BitplaneError, onBoardProgram } from '@bitplane/model';

export interface RuntimeEvaluationOptions {
  /** A .bpm file. */
  readonly model: string;
  /** CIFAR-10's test_batch.bin, or another file of such records. */
  readonly data: string;
  /** Only the first so many images. */
  readonly limit?: number;
}

export interface RuntimeEvaluation {
  readonly images: number;
  readonly correct: number;
}

/** `bitplane eval`. Throws E_MISSING_FILE where nobody has built the program, E_PROGRAM if it fails. */
export function evaluateInRuntime({ model, data, limit }: RuntimeEvaluationOptions): RuntimeEvaluation {
  const program = onBoardProgram();
  if (!existsSync(program)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `no C runtime at ${program}: build it with "npx nx run runtime-c:build", or name another with BITPLANE_PROGRAM`,
    );
  }
  const limited = limit === undefined ? [] : ['--limit', String(limit)];
  const { images, correct } = JSON.parse(
    run(program, ['eval', '--model', model, '--data', data, ...limited]),
  ) as RuntimeEvaluation;
  return { images, correct };
}

function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    const reason = stderr?.trim().split('\n').at(-1) || (cause as Error).message;
    throw new BitplaneError('E_PROGRAM', `${program} ${args[0]}: ${reason}`, { cause });
  }
}
