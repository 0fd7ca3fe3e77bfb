// From a PNG or JPEG file to the bytes of a square image.
import sharp from 'sharp';

const FORMATS = ['png', 'jpeg'];

/** The file is not a picture that can be read as a whole; the message says why. */
export class NotAnImage extends Error {}

/**
 * Reads a PNG or JPEG file by its content, whatever its name says, and returns [size, size, 3] bytes of sRGB: turned upright as its EXIF data
 * say, transparent parts on white, grey as three equal channels, 16 bits as 8, scaled so that the shorter side fits, and cut square from the
 * middle. Throws NotAnImage for other formats, and for files that are cut or damaged.
 */
export async function decodePhoto(path: string, size: number): Promise<Uint8Array> {
  try {
    const picture = sharp(path, { failOn: 'warning' });
    const { format } = await picture.metadata();
    if (!FORMATS.includes(format)) throw new NotAnImage(`a picture of format ${format}`);
    const pixels = await picture
      .autoOrient()
      .flatten({ background: 'white' })
      .resize(size, size, { fit: 'cover' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    return new Uint8Array(pixels);
  } catch (error) {
    if (error instanceof NotAnImage) throw error;
    throw new NotAnImage((error as Error).message.trim().split('\n')[0]);
  }
}
