// SavedModel folders of Keras 2 and Larq.
import { dirname, join } from 'node:path';
import { importKerasNetwork } from '../keras-files/import-keras-file';
import { openRuntime } from '../keras-files/runtime';
import type { Importer } from '../importer';
import { isFile } from '../read-file';
import { METADATA } from './keras-metadata';
import { openSavedModel } from './open-saved-model';
import { TensorBundle } from './tensor-bundle';

const FILES: readonly string[] = ['saved_model.pb', METADATA];

/** The folder itself, or that of one of its files. */
const folderOf = (path: string): string => (FILES.some((name) => path.endsWith(name)) ? dirname(path) : path);

export const SAVED_MODEL: Importer = {
  name: 'saved-model',
  looksLike: 'a SavedModel folder of Keras 2 or Larq',
  recognizes: (path) => FILES.some((name) => isFile(join(folderOf(path), name))),
  files: (path) => [join(folderOf(path), METADATA), ...new TensorBundle(folderOf(path)).files()],
  openRuntime: (path, opening) => openRuntime(folderOf(path), opening),
  read: (path, options) => {
    const folder = folderOf(path);
    return { ...importKerasNetwork(folder, openSavedModel(folder), options), data: null };
  },
};
