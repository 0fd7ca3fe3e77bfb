// node cut-slice.mjs: cuts test/data/cifar10-slice, the committed few hundred images, out of the whole CIFAR-10 in the
// cache.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root } from '../places.mjs';
import { RECORD_NBYTES } from './record-files.mjs';

const slice = join(root, 'test/data/cifar10-slice');
mkdirSync(slice, { recursive: true });
writeFileSync(join(slice, 'data_batch_1.bin'), firstOfEachClass('data_batch_1.bin', 40));
writeFileSync(join(slice, 'test_batch.bin'), firstOfEachClass('test_batch.bin', 20));

/** The records of a file that are among the first `count` of their class, in the file's order. */
function firstOfEachClass(name, count) {
  const bytes = readFileSync(join(cacheFolder('cifar-10'), name));
  const taken = new Array(10).fill(0);
  const records = [];
  for (let at = 0; at < bytes.length; at += RECORD_NBYTES) {
    if (taken[bytes[at]]++ < count) records.push(bytes.subarray(at, at + RECORD_NBYTES));
  }
  return Buffer.concat(records);
}
