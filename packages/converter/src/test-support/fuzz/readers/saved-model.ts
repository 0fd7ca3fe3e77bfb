import { importNetwork } from '../../../importers';
import { maskedCrc32c } from '../../../importers/saved-model/crc32c';
import { protobuf } from '../../../importers/protobuf/protobuf';
import { writeSavedModel } from '../../saved-model';
import type { FuzzedReader } from '../reader';
import { filesOf, larqDraft } from './draft';

const FOOTER_NBYTES = 48;

export const SAVED_MODEL: FuzzedReader = {
  name: 'saved-model',
  files: filesOf((folder) => writeSavedModel(folder, larqDraft())),
  repair: (name, bytes) => (name.endsWith('.index') && bytes.length > FOOTER_NBYTES ? withChecksums(bytes) : bytes),
  read: (folder) => importNetwork(folder, { format: 'saved-model', input: 'u8/255' }).model,
};

/** Of the index of blocks and of the first block, wherever the footer says that they are. */
function withChecksums(bytes: Buffer): Buffer {
  const sealed = Buffer.from(bytes);
  const seal = (start: number, nbytes: number): void => {
    const end = start + nbytes;
    if (end + 5 <= sealed.length - FOOTER_NBYTES)
      sealed.writeUInt32LE(maskedCrc32c(sealed.subarray(start, end + 1)), end + 1);
  };
  try {
    const footer = new protobuf.Reader(sealed.subarray(-FOOTER_NBYTES));
    const [, , start, nbytes] = Array.from({ length: 4 }, () => Number(footer.uint64()));
    const entry = new protobuf.Reader(sealed.subarray(start, start + nbytes));
    const [, own] = [entry.uint32(), entry.uint32(), entry.uint32()];
    entry.skip(own);
    seal(Number(entry.uint64()), Number(entry.uint64()));
    seal(start, nbytes);
  } catch {
    // The numbers lead nowhere: then so they do for the reader.
  }
  return sealed;
}
