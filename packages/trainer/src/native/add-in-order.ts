import { libraryExports } from './library';

interface Adder {
  addInOrder(parts: readonly Float32Array[], sums: Float32Array): void;
}

/**
 * sums[i] ← Σₖ parts[k][i], added in float64 in the order of the parts, starting at 0, and rounded once. `sums` may be
 * one of the parts, all of which have its length. Native, equal to the twin to the bit.
 */
export function addInOrder(parts: readonly Float32Array[], sums: Float32Array): void {
  const native = libraryExports() as Adder | null;
  if (native === null) addInOrderTwin(parts, sums);
  else native.addInOrder(parts, sums);
}

export function addInOrderTwin(parts: readonly Float32Array[], sums: Float32Array): void {
  const totals = new Float64Array(sums.length);
  for (const part of parts) for (let i = 0; i < totals.length; i++) totals[i] += part[i];
  sums.set(totals);
}
