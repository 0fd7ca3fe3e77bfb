// Whether a board has room for what is about to be sent to it, said before it is sent.
import { findHostProgram, runHostProgram } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { z } from 'zod';
import { checkedJson } from '../checked-json';
import { kilobytes } from '../report/quantities';
import type { FileToPut } from '../ssh';
import type { OpenBoard } from './open';

const infoSchema = z.object({ arena_nbytes: z.int() });

/**
 * The least that any kernels need: portable ones on one thread, as the C runtime's own planner says. Null where this
 * computer has no runtime, or one that does not read this model.
 */
export function leastArena(modelFile: string): number | null {
  const program = findHostProgram();
  if (program === null) return null;
  const env = { ...process.env, BITPLANE_CPU: 'portable' };
  const { stdout } = runHostProgram(program, ['info', '--model', modelFile], env);
  return checkedJson(stdout, infoSchema)?.arena_nbytes ?? null;
}

export interface Needs {
  readonly program: Uint8Array;
  readonly model: Uint8Array;
  readonly golden: Uint8Array;
  /** Null where it is not known. */
  readonly arena: number | null;
}

/**
 * Says what the model needs there. Throws E_ROOM where the board has not even the least memory, swap included, which
 * holds the program, the file, its golden vectors and the arena at the same time.
 */
export function requireMemory({ host, probe }: OpenBoard, { program, model, golden, arena }: Needs): void {
  const free = probe.freeMemory;
  const needed = program.length + model.length + golden.length + (arena ?? 0);
  const parts = `file ${kilobytes(model.length)}, arena ${arena === null ? 'unknown (npm run setup)' : `${kilobytes(arena)} or more`}`;
  console.log(
    `fit: ${parts}; ${free === null ? `${host} does not say its free memory` : `${kilobytes(free)} of memory free`}`,
  );
  if (free === null || needed <= free) return;
  throw new BitplaneError(
    'E_ROOM',
    `${host}: the model does not fit: it needs ${kilobytes(needed)} of memory or more (${parts}), ${kilobytes(free)} are free there: end other programs, or use a smaller network; nothing was sent`,
  );
}

/** What the folder on the board has: free bytes, null if it does not say; bytes of each file that will be replaced. */
export interface Room {
  readonly free: number | null;
  readonly old: readonly number[];
  /** Bytes that cut uploads have left: they are used or removed. */
  readonly parts: number;
}

/** Throws E_ROOM if the files, each of which is put beside the old one before that is removed, cannot all be there. */
export function requireSpace(
  host: string,
  folder: string,
  files: readonly FileToPut[],
  { free, old, parts }: Room,
): void {
  if (free === null) return;
  let room = free + parts;
  for (const [k, { bytes }] of files.entries()) {
    room -= bytes.length;
    if (room < 0) {
      const all = files.reduce((sum, file) => sum + file.bytes.length, 0);
      throw new BitplaneError(
        'E_ROOM',
        `${host}: what is to be sent needs ${all} bytes, ${free} are free in ${folder}: make room or change the permissions there, or choose another folder with --remote-dir; nothing was sent`,
      );
    }
    room += old[k] ?? 0;
  }
}
