// The bytes of an image as the numbers that a network takes for them.
import type { ByteTable } from '@bitplane/model';

/** @param tables [channels], 256 numbers each; one table where all channels have the same. */
export function byteTableLayer(name: string, input: string, tables: readonly Float32Array[]): ByteTable {
  const isSame = tables.every((table) => table.every((value, u) => value === tables[0][u]));
  const kept = isSame ? tables.slice(0, 1) : tables;
  const table = Float64Array.from(kept.flatMap((each) => Array.from(each)));
  return { kind: 'byte-table', name, inputs: [input], element: 'float64', perChannel: !isSame, table };
}
