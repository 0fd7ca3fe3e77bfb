// Where the model.json of a LayersModel is, whatever it is called.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readStart } from '@bitplane/cli';
import { isFile } from '../read-file';

/** The file itself, or the model.json in a folder. */
export const modelFile = (path: string): string =>
  path.endsWith('.json') || isFile(path) ? path : join(path, 'model.json');

/**
 * A file named as JSON is one even where it is damaged: who reads it says how. Any other is one by its content.
 * Throws E_FILE for a file that cannot be read.
 */
export function isLayersModel(path: string): boolean {
  const file = modelFile(path);
  return existsSync(file) && (file.endsWith('.json') || startsLikeLayersModel(file));
}

/** TensorFlow.js writes modelTopology before the list of the weights; nothing long comes before it. */
const START_NBYTES = 4096;

const startsLikeLayersModel = (file: string): boolean =>
  /^\s*\{.*"modelTopology"\s*:/s.test(readStart(file, START_NBYTES).toString('latin1'));
