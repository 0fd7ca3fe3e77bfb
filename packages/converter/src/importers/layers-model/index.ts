// TensorFlow.js LayersModels: what the trainer writes.
import { BitplaneError } from '@bitplane/model';
import type { Importer, ImportOptions } from '../importer';
import { saysInput } from '../input/image-tables';
import { importDataRecord } from './data-record';
import { importLayersModel, layersModelFiles } from './import-layers-model';
import { isLayersModel } from './model-file';
import { openRuntime } from './runtime';

export const LAYERS_MODEL: Importer = {
  name: 'layers-model',
  looksLike: 'the folder of a TensorFlow.js LayersModel',
  recognizes: isLayersModel,
  files: layersModelFiles,
  openRuntime,
  read: (path, options) => {
    requireNoOptions(path, options);
    return { ...importLayersModel(path, options), data: importDataRecord(path) };
  },
};

/** Its Rescaling says how bytes become numbers. */
function requireNoOptions(path: string, options: ImportOptions): void {
  if (!saysInput(options) && options.inputLayout === undefined) return;
  throw new BitplaneError(
    'E_USAGE',
    `${path}: expected no --input options for a LayersModel, whose Rescaling says how bytes become numbers; leave them out`,
  );
}
