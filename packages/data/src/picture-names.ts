// Which files and folders promise images, by name; the content decides when they are read.
import { closeSync, openSync, readSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Folder } from './dataset';

const IMAGE_NAME = /\.(png|jpe?g|jpe|jfif|webp|gif|bmp|tiff?|hei[cf]|avif|jp2)$/i;
/** The first bytes of PNG and JPEG files. */
const MAGIC = ['89504e47', 'ffd8ff'];

/** True for a name that ends like an image's, and for a file without any ending that starts like a PNG or JPEG. */
export const promisesImage = (path: string): boolean =>
  extname(path) === '' ? beginsLikeImage(path) : IMAGE_NAME.test(basename(path));

export const hasImages = (folder: Folder): boolean =>
  folder.files.some(promisesImage) || folder.folders.some(hasImages);

function beginsLikeImage(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    readSync(file, bytes);
    return MAGIC.some((magic) => bytes.toString('hex').startsWith(magic));
  } finally {
    closeSync(file);
  }
}
