// Class names in a .bpm file: a last section that no layer refers to, so that a reader that does not know of it passes
// over it.
import { BitplaneError } from '../errors';
import type { Model } from '../graph';
import { numElements, type TensorType } from '../tensor';
import { fileError } from './envelope';
import { decodeUtf8, encodeNames } from './names';
import type { FoundSection, Section } from './records/layer-record';

/** The first bytes of the section. */
const KEY = 'classes';
const KEY_BYTES = new TextEncoder().encode(`${KEY}\0`);

/** No section for a model without class names. Throws E_VALUE for more names than scores, and for empty ones. */
export function classSection({ classes }: Model, types: ReadonlyMap<string, TensorType>): Section[] {
  if (classes === undefined) return [];
  const numScores = numElements([...types.values()].at(-1)!);
  if (classes.length < 1 || classes.length > numScores || classes.includes('')) {
    throw new BitplaneError(
      'E_VALUE',
      `expected 1 to ${numScores} class names, one per score, none of them empty, got ${classes.length}: ${classes.join(', ')}`,
    );
  }
  return [{ type: 'uint8', bytes: encodeNames([KEY, ...classes]).bytes }];
}

/** Null for a section that holds something else. Throws E_FILE for names that are too many, empty, cut or not UTF-8. */
export function readClassNames(
  { type, bytes, offset }: FoundSection,
  numScores: number,
  fileName: string,
): string[] | null {
  if (type !== 'uint8' || !KEY_BYTES.every((byte, k) => byte === bytes[k])) return null;
  const text = decodeUtf8(bytes.subarray(KEY_BYTES.length)) ?? '';
  const names = text.slice(0, -1).split('\0');
  if (text.endsWith('\0') && !names.includes('') && names.length <= numScores) return names;
  const expected = `expected 1 to ${numScores} class names in UTF-8, each ended by a zero byte and none empty`;
  throw fileError(fileName, offset, `${expected}, got ${bytes.length - KEY_BYTES.length} bytes of something else`);
}
