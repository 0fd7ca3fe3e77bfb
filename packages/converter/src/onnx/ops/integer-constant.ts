// Integers that a graph computes with as float32, stored in as few bytes as they need.
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';

/**
 * Adds integers, |x| ≤ 2^24, as the narrowest integer type that holds them all; returns the float32 tensor made of them
 * at load.
 */
export function addIntegers(
  scope: LayerScope,
  label: string,
  values: ArrayLike<number>,
  dims: readonly number[],
): string {
  const stored = scope.constant(`${label}-stored`, narrowest(values), dims);
  return scope.node('Cast', [stored], label, { to: ElementCode.float32 });
}

function narrowest(values: ArrayLike<number>): Int8Array | Int16Array | Int32Array {
  const wide = Int32Array.from(values);
  const fits = [Int8Array, Int16Array].find((Narrow) => Narrow.from(wide).every((value, i) => value === wide[i]));
  return fits ? fits.from(wide) : wide;
}
