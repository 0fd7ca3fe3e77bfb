// Files of Keras and Larq: .h5 and .keras.
import type { Importer } from '../importer';
import { importKerasFile } from './import-keras-file';
import { isKerasFile } from './open-keras-file';
import { openRuntime } from './runtime';

export const KERAS_FILES: Importer = {
  name: 'keras',
  looksLike: 'a .h5 or .keras file of Keras or Larq',
  recognizes: isKerasFile,
  openRuntime,
  read: (path, options) => ({ ...importKerasFile(path, options), data: null }),
};
