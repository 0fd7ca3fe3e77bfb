// The converter, spawned: files are the only link to it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { saveModel } from './model-files';

/** Runs a command of it. Throws E_PROGRAM with its last line if it fails. */
export function runConverter(args: readonly string[]): void {
  const program = join(workspaceRoot(), 'packages/converter/bin/bitplane-converter.js');
  try {
    execFileSync(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (cause) {
    const reason = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) || (cause as Error).message;
    throw new BitplaneError('E_PROGRAM', reason.replace(/^error \(E_\w+\): /, ''), { cause });
  }
}

/** Why the converter would not export the network, with what to do instead; null where it would. Its weights need not be trained. */
export function exportObstacle(model: tf.LayersModel): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-check-'));
  try {
    saveModel(model, folder);
    runConverter(['check', '--model', folder]);
    return null;
  } catch (error) {
    if (!(error instanceof BitplaneError) || error.code !== 'E_PROGRAM') throw error;
    return error.message.replaceAll(`${join(folder, 'model.json')}: `, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
