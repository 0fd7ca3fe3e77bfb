// A run on disk: checkpoint.json holds its position and names the file with weights and optimizer slots. That file is
// written first and under a name of its own, so that checkpoint.json, replaced atomically, always describes a complete
// state.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readWhole, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { float32Bytes } from '../saved-model';
import { fromFirstSchema, isFirstSchema } from './checkpoint-1';
import type { Checkpoint, SavedVariables } from './checkpoint-schema';

const INDEX = 'checkpoint.json';

/** What the ranks of a distributed run have for themselves: float32 numbers of the same shapes on each of them. */
export interface RankStates {
  readonly shapes: readonly (readonly number[])[];
  /** By rank, the numbers of all shapes. */
  readonly values: readonly Float32Array[];
}

/**
 * Replaces the checkpoint in `folder`; variables: all weights of the model and all slots of the optimizer, in an order
 * of the caller's. Throws E_TRAINING when one of them is not finite: the checkpoint before stays.
 */
export function writeCheckpoint(
  folder: string,
  state: Pick<Checkpoint, 'finished' | 'settings' | 'data' | 'position'>,
  variables: readonly tf.Tensor[],
  ranks: RankStates | null = null,
): void {
  if (!variables.every((variable) => variable.dataSync<'float32'>().every(Number.isFinite))) {
    throw new BitplaneError(
      'E_TRAINING',
      `a weight became infinite or NaN in epoch ${state.position.epoch + 1}; the previous checkpoint is kept: start over with a lower learning rate in the recipe`,
    );
  }
  const shapes = variables.map((variable) => variable.shape);
  const checkpoint: Checkpoint = {
    schema: 'bitplane-checkpoint/2',
    ...state,
    variables: writeNumbers(join(folder, 'variables'), { bytes: float32Bytes(variables), shapes }),
    ...(ranks === null ? {} : { ranks: writeRanks(folder, ranks) }),
  };
  writeWhole(join(folder, INDEX), `${JSON.stringify(checkpoint, null, 2)}\n`);
  const current = [checkpoint.variables.file, checkpoint.ranks?.variables.file];
  for (const other of readdirSync(folder)) {
    if (/^(variables|ranks)-/.test(other) && !current.includes(other)) rmSync(join(folder, other));
  }
}

function writeRanks(folder: string, { shapes, values }: RankStates): NonNullable<Checkpoint['ranks']> {
  const bytes = Buffer.concat(
    values.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  return { size: values.length, variables: writeNumbers(join(folder, 'ranks'), { bytes, shapes }) };
}

/** Under a name of their own: <path>-<digest>.bin. */
function writeNumbers(
  path: string,
  { bytes, shapes }: { bytes: Uint8Array; shapes: readonly (readonly number[])[] },
): SavedVariables {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = `${path}-${sha256.slice(0, 16)}.bin`;
  writeWhole(file, bytes);
  return { file: basename(file), sha256, shapes };
}

/** The checkpoint in `folder`, or null when there is none. Throws E_FILE when it cannot be used. */
export function readCheckpoint(folder: string): Checkpoint | null {
  const path = join(folder, INDEX);
  if (!existsSync(path)) return null;
  const checkpoint = parse(path);
  if (checkpoint.schema === 'bitplane-checkpoint/2') return checkpoint;
  if (isFirstSchema(checkpoint)) return fromFirstSchema(checkpoint);
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected schema bitplane-checkpoint/2, got ${String(checkpoint.schema)}: train again with --overwrite`,
  );
}

/**
 * Sets the variables, in the order in which they were written. Throws E_FILE when the file is damaged or the network
 * has changed.
 */
export function restoreVariables(
  folder: string,
  { variables: saved }: Pick<Checkpoint, 'variables'>,
  variables: readonly tf.Variable[],
): void {
  assignNumbers(variables, readNumbers(folder, saved, variables));
}

/** What the ranks had for themselves, for variables of these shapes; null: nothing was saved. Throws as above. */
export function readRankStates(
  folder: string,
  { ranks }: Pick<Checkpoint, 'ranks'>,
  variables: readonly tf.Variable[],
): Float32Array[] | null {
  if (ranks === undefined) return null;
  const numbers = readNumbers(folder, ranks.variables, variables);
  const length = numbers.length / ranks.size;
  return Array.from({ length: ranks.size }, (_, rank) => numbers.subarray(rank * length, (rank + 1) * length));
}

/** Sets the variables to these numbers, one after the other. */
export function assignNumbers(variables: readonly tf.Variable[], numbers: Float32Array): void {
  let start = 0;
  for (const variable of variables) {
    const values = numbers.slice(start, (start += variable.size));
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

function readNumbers(folder: string, saved: SavedVariables, variables: readonly tf.Variable[]): Float32Array {
  const path = join(folder, saved.file);
  if (!existsSync(path))
    throw new BitplaneError('E_FILE', `${path} is missing: the checkpoint is incomplete; train again with --overwrite`);
  const bytes = readWhole(path);
  if (createHash('sha256').update(bytes).digest('hex') !== saved.sha256) {
    throw new BitplaneError(
      'E_FILE',
      `${path} does not match what was written: the checkpoint is damaged; train again with --overwrite`,
    );
  }
  const shapes = variables.map((variable) => variable.shape);
  if (JSON.stringify(shapes) !== JSON.stringify(saved.shapes)) {
    throw new BitplaneError(
      'E_FILE',
      `${path} was written for a different network: its weights have different shapes; train again with --overwrite`,
    );
  }
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function parse(path: string): Checkpoint {
  const text = readWhole(path).toString();
  try {
    return JSON.parse(text) as Checkpoint;
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path} is not JSON: the checkpoint is damaged; train again with --overwrite`, {
      cause,
    });
  }
}
