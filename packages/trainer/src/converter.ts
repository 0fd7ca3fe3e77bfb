// The converter, spawned: files are the only link to it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { packageFolder } from '@bitplane/cli';
import { BitplaneError, type DataRecord } from '@bitplane/model';
import { saveModel } from './model-files';

/** Runs a command of it. Throws E_PROGRAM with its last line if it fails. */
export function runConverter(args: readonly string[]): void {
  const program = packageFolder('converter', 'bin/bitplane-converter.js');
  try {
    execFileSync(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (cause) {
    const reason = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) || (cause as Error).message;
    throw new BitplaneError('E_PROGRAM', reason.replace(/^error \(E_\w+\): /, ''), { cause });
  }
}

/** What came of a network's way through the converter, or why it was rejected, with what to do instead. */
export type Outcome<T> =
  { readonly result: T; readonly obstacle: null } | { readonly result: null; readonly obstacle: string };

/**
 * Calls `use` with a folder that holds the network, and is gone afterwards. data: the images that it was trained on.
 */
export function throughConverter<T>(model: tf.LayersModel, use: (folder: string) => T, data?: DataRecord): Outcome<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-converter-'));
  try {
    saveModel(model, folder, data);
    return { result: use(folder), obstacle: null };
  } catch (error) {
    if (!(error instanceof BitplaneError) || error.code !== 'E_PROGRAM') throw error;
    return { result: null, obstacle: error.message.replaceAll(`${join(folder, 'model.json')}: `, '') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why the converter would not export the network; null where it would. Its weights need not be trained. */
export const exportObstacle = (model: tf.LayersModel): string | null =>
  throughConverter(model, (folder) => runConverter(['check', '--model', folder])).obstacle;
