import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { randomModel, readModel, writeModel } from '@bitplane/model';
import type { Files } from '../mutations';
import type { FuzzedReader } from '../reader';

const NAME = 'model.bpm';
const NUM_MODELS = 24;

const models = new Map<number, Files>();

function filesOf(index: number): Files {
  const files = models.get(index) ?? new Map([[NAME, Buffer.from(writeModel(randomModel(index)))]]);
  models.set(index, files);
  return files;
}

export const BPM: FuzzedReader = {
  name: 'bpm',
  files: (seed) => filesOf(seed % NUM_MODELS),
  repair: (_, bytes) => {
    if (bytes.length < 64) return bytes;
    const sealed = Buffer.from(bytes);
    sealed.writeBigUInt64LE(BigInt(sealed.length), 16);
    sealed.writeUInt32LE(0, 12);
    sealed.writeUInt32LE(crc32(sealed), 12);
    return sealed;
  },
  read: (folder) => readModel(readFileSync(join(folder, NAME)), NAME),
  isFormatOfC: NAME,
};
