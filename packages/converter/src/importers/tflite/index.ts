// Files of TensorFlow Lite, plain or by Larq Compute Engine.
import { existsSync } from 'node:fs';
import { readStart } from '@bitplane/cli';
import type { Importer } from '../importer';
import { isFile } from '../read-file';
import { FILE_IDENTIFIER } from './file/schema';
import { importTflite } from './import-tflite';
import { openRuntime } from './runtime';

/** The identifier comes after the offset of the root. */
const START_NBYTES = 8;

/** By its content, whatever it is called; a file that is called so is one even where it is damaged: `read` says how. */
const isTflite = (path: string): boolean =>
  existsSync(path) &&
  isFile(path) &&
  (path.endsWith('.tflite') || readStart(path, START_NBYTES).toString('latin1', 4) === FILE_IDENTIFIER);

export const TFLITE: Importer = {
  name: 'tflite',
  looksLike: 'a .tflite file of Larq Compute Engine or TensorFlow Lite',
  recognizes: isTflite,
  openRuntime,
  read: (path, options) => ({ ...importTflite(path, options), data: null }),
};
