// A table of the 256 values of a byte.
import { NUM_BYTES, type ByteTable } from '@bitplane/model';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';
import type { OnnxNode } from './onnx-node';

/** Gather of the byte as an index; with a table per channel after Add of where the channel's table begins. */
export const byteTableNode: OnnxNode<ByteTable> = {
  kind: 'byte-table',

  addNodes(scope, layer, [{ name, channels }]) {
    addLookUp(scope, layer, name, channels);
    return layer.element === 'uint8' ? 255 : Infinity;
  },
};

/** Floats that hold the table's values. */
export function addLookUp(scope: LayerScope, { perChannel, table }: ByteTable, x: string, channels: number): string {
  let index = scope.node('Cast', [x], 'bytes', { to: ElementCode.int32 });
  if (perChannel) {
    const starts = Int32Array.from({ length: channels }, (_, c) => c * NUM_BYTES);
    index = scope.node('Add', [index, scope.constant('tables', starts, [channels, 1, 1])], 'places');
  }
  return scope.output('Gather', [scope.constant('table', Float32Array.from(table)), index], { axis: 0 });
}
