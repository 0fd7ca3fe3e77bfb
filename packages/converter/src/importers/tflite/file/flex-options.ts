// The options of a custom operator: a flexbuffer map of integers.
import { toReference } from 'flatbuffers/js/flexbuffers';

type Reference = ReturnType<typeof toReference>;
/** The library's declaration leaves out that a map is read by its keys. */
type FlexMap = Reference & { get(key: string): Reference };

/**
 * The integer under that key; null where the bytes are no map, or the map has no such integer. The library throws
 * errors of its own, some of them plain strings, for what is damaged.
 */
export function flexInteger(options: Uint8Array, key: string): number | null {
  try {
    // The library reads from an ArrayBuffer's end.
    const map = toReference(Uint8Array.from(options).buffer) as FlexMap;
    // Its search for a key never ends where a map claims more than 2^31 of them.
    if (!map.isMap() || map.length() > options.length) return null;
    const value = map.get(key).intValue();
    return value === null ? null : Number(value);
  } catch {
    return null;
  }
}
