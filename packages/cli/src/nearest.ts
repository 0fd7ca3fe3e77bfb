// What a user may have meant by a name that is not known.
import { closest, distance } from 'fastest-levenshtein';

/** Edits up to which a name counts as a slip. With three, "avg" would be "max". */
const maxEdits = (name: string): number => (name.length < 6 ? 1 : 2);

/** Case, "-" and "_" are a matter of habit: kernelSize, kernel_size. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/** The known name that is nearest to this one; null where none is near, or the name is known. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const byPlainName = new Map([...known].map((candidate) => [plain(candidate), candidate]));
  if (byPlainName.size === 0) return null;
  const asked = plain(name);
  const found = closest(asked, [...byPlainName.keys()]);
  const candidate = byPlainName.get(found)!;
  return candidate !== name && distance(asked, found) <= maxEdits(asked) ? candidate : null;
}

/** `, did you mean "strides"?` for the end of a message, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === null ? '' : `, did you mean "${nearest}"?`;
}
