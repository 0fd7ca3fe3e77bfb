// TensorFlow.js LayersModels: what the trainer writes.
import type { Importer } from '../importer';
import { importDataRecord } from './data-record';
import { importLayersModel } from './import-layers-model';
import { isLayersModel } from './model-file';

export const LAYERS_MODEL: Importer = {
  name: 'layers-model',
  looksLike: 'the folder of a TensorFlow.js LayersModel',
  recognizes: isLayersModel,
  read: (path) => ({ model: importLayersModel(path), data: importDataRecord(path) }),
};
