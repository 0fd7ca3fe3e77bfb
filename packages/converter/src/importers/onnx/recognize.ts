// Whether a file holds an ONNX model, by its first bytes.
import { readStart } from '@bitplane/cli';
import { isFile } from '../read-file';

const START_NBYTES = 64;

/** Field number → wire type of ModelProto's fields that come before or beside the graph. */
const WIRE_TYPES: Readonly<Record<number, number>> = {
  1: 0,
  2: 2,
  3: 2,
  4: 2,
  5: 0,
  6: 2,
  7: 2,
  8: 2,
  14: 2,
  20: 2,
  25: 2,
  26: 2,
};
const IR_VERSION = 1;
const MAX_IR_VERSION = 127;

/**
 * Named as one, damaged or not, or beginning with an IR version and another field of a ModelProto. Throws E_FILE for a
 * file that cannot be read.
 */
export function isOnnx(path: string): boolean {
  if (!isFile(path)) return false;
  return path.endsWith('.onnx') || startsLikeModel(readStart(path, START_NBYTES));
}

/** All tools write the fields in their order: the version is the first, in one byte, and another one follows. */
function startsLikeModel(start: Uint8Array): boolean {
  if (start.length < 4 || start[0] !== IR_VERSION * 8 || start[1] === 0 || start[1] > MAX_IR_VERSION) return false;
  const [field, wireType] = [start[2] >> 3, start[2] & 7];
  return start[2] < 128 && field !== IR_VERSION && WIRE_TYPES[field] === wireType;
}
