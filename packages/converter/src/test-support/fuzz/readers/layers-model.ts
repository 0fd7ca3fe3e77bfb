import { importNetwork } from '../../../importers';
import { referenceTopology, writeLayersModel } from '../../layers-model-files';
import type { FuzzedReader } from '../reader';
import { filesOf } from './draft';

export const LAYERS_MODEL: FuzzedReader = {
  name: 'layers-model',
  files: filesOf((folder) => writeLayersModel(folder, referenceTopology(1, 8))),
  read: (folder) => importNetwork(folder, { format: 'layers-model' }).model,
};
