// Who reads a layer's output.
import type { Layer, Model } from '@bitplane/model';

/**
 * Layer, or INPUT → the layers that read it, in order; a layer that nothing reads, such as the last one, is not listed.
 */
export function readersOf({ layers }: Model): ReadonlyMap<string, readonly Layer[]> {
  const readers = new Map<string, Layer[]>();
  for (const layer of layers) {
    for (const input of new Set(layer.inputs)) readers.set(input, [...(readers.get(input) ?? []), layer]);
  }
  return readers;
}
