import { join } from 'node:path';
import { importNetwork } from '../../../importers';
import { writeArchive, writeH5 } from '../../keras-files';
import type { FuzzedReader } from '../reader';
import { filesOf, larqDraft } from './draft';

const GROUPS = { stem: 'conv2d', bn: 'batch_normalization', q: 'quant_conv2d', prelu: 'p_re_lu', head: 'quant_dense' };

const reader = (name: string, file: string, write: (path: string) => void): FuzzedReader => ({
  name,
  files: filesOf((folder) => write(join(folder, file))),
  read: (folder) => importNetwork(join(folder, file), { input: 'u8/255' }).model,
});

export const KERAS_H5 = reader('keras-h5', 'network.h5', (path) => writeH5(path, larqDraft()));
export const KERAS_ARCHIVE = reader('keras-archive', 'network.keras', (path) =>
  writeArchive(path, larqDraft(), GROUPS),
);
