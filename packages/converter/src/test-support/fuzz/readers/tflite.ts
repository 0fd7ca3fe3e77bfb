import { basename, join } from 'node:path';
import { renameSync } from 'node:fs';
import { importNetwork } from '../../../importers';
import { smallNetwork } from '../../tflite/small-network';
import type { FuzzedReader } from '../reader';
import { filesOf } from './draft';

const FILE = 'network.tflite';

export const TFLITE: FuzzedReader = {
  name: 'tflite',
  files: filesOf((folder) => {
    const written = smallNetwork().write(folder);
    if (basename(written) !== FILE) renameSync(written, join(folder, FILE));
  }),
  read: (folder) => importNetwork(join(folder, FILE), { input: '(u8-128)/32' }).model,
};
