// From a PNG or JPEG file to the bytes of a square image.
import sharp, { type Sharp } from 'sharp';
import type { LeftOutReason } from './dataset';

const FORMATS = ['png', 'jpeg'];

/** The file does not hold an image that can be read as a whole. */
export class NotAnImage extends Error {
  constructor(
    readonly reason: LeftOutReason,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/**
 * Reads a PNG or JPEG file by its content, whatever its name says, and returns [size, size, 3] bytes of sRGB: turned
 * upright as its EXIF data say, transparent parts on white, grey as three equal channels, 16 bits as 8, scaled so that
 * the shorter side fits, and cut square from the middle. Throws NotAnImage for other formats, and for files that are
 * cut or damaged.
 */
export async function decodePhoto(path: string, size: number): Promise<Uint8Array> {
  const picture = sharp(path, { failOn: 'warning' });
  const format = await formatOf(picture);
  if (!FORMATS.includes(format)) throw new NotAnImage('neither PNG nor JPEG');
  try {
    const pixels = await picture
      .autoOrient()
      .flatten({ background: 'white' })
      .resize(size, size, { fit: 'cover' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    return new Uint8Array(pixels);
  } catch (cause) {
    throw new NotAnImage('damaged', { cause });
  }
}

async function formatOf(picture: Sharp): Promise<string> {
  try {
    return (await picture.metadata()).format;
  } catch (cause) {
    throw new NotAnImage('not an image', { cause });
  }
}
