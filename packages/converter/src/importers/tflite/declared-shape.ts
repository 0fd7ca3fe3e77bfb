// What an operator makes must have the shape that the file declares: else one of both was misunderstood.
import { numElements } from '@bitplane/model';
import { sizeOf, type OperatorSource } from './operator-source';
import { numElementsOf } from './values/constant';
import type { Value } from './values/value';

const WORD_BITS = 32;

/** Throws E_SHAPE. A file may leave shapes open: such are not compared. */
export function requireDeclaredShape(source: OperatorSource, value: Value): Value {
  const { dims, type } = source.output;
  const { top, left, bottom, right } = value.pads?.padding ?? { top: 0, left: 0, bottom: 0, right: 0 };
  const shape = {
    height: value.shape.height + top + bottom,
    width: value.shape.width + left + right,
    channels: value.shape.channels,
  };
  if (dims.length === 0 || dims.some((size) => size < 1)) return value;
  const isRow = value.layout.kind === 'flat';
  const channels = isRow ? numElements(shape) : shape.channels;
  const innermost = type === 'INT32' ? Math.ceil(channels / WORD_BITS) : channels;
  const expected = isRow ? innermost : shape.height * shape.width * innermost;
  // The batch may be any number.
  if (numElementsOf(dims) === expected || numElementsOf(dims.slice(1)) === expected) return value;
  return source.reject(`an output of ${sizeOf(shape)}`, `[${dims.join()}]`, 'convert the network again', 'E_SHAPE');
}
