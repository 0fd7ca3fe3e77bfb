// QUANTIZE and DEQUANTIZE: between floats and bytes, of the image or of constants.
import { INPUT, roundHalfEven, type ByteTable } from '@bitplane/model';
import type { OperatorSource } from '../operator-source';
import { realValues, type Constant } from '../values/constant';
import { numbersOf } from '../values/forms';
import { elementwise } from '../values/produce';
import { valueOf, type Value } from '../values/value';

/**
 * Also from one scale of bytes to another. Of the image a table, with the roundings of TensorFlow Lite: x·(1 / scale)
 * in float32, ties to even.
 */
export function importQuantize(source: OperatorSource): Value {
  const input = source.value(0);
  // Its steps are those of shares from 0 to 1, which the scores before a softmax are not.
  if (input.isBeforeSoftmax === true) return input;
  const numbers = numbersOf(source.net, input);
  const value = elementwise(source, input, numbers);
  const table = source.net.layerOf(numbers);
  if (table?.kind !== 'byte-table' || table.inputs[0] !== INPUT || value.byteScale === null) return value;
  const { scale, zeroPoint } = value.byteScale;
  const perStep = Math.fround(1 / scale);
  const byteOf = (x: number): number =>
    Math.max(0, Math.min(255, roundHalfEven(Math.fround(Math.fround(x) * perStep)) + zeroPoint));
  const bytes = Uint8Array.from(table.table, byteOf);
  const layer: ByteTable = { ...table, name: `${source.name}/bytes`, element: 'uint8', table: bytes };
  return { ...value, forms: { bytes: source.net.add(layer) } };
}

/**
 * The numbers that the bytes stand for. Constants stay what they are: weights in half precision, or in bytes that are
 * read as floats.
 */
export function importDequantize(source: OperatorSource): Value | Constant {
  if (source.isConstant(0)) {
    const constant = source.constant(0, 'numbers');
    return { ...constant, type: 'FLOAT32', quantization: null, stored: Float32Array.from(realValues(constant)) };
  }
  const value = source.padded(0);
  const { shape, layout, pads, magnitude } = value;
  const { bits } = value.forms;
  const forms = bits === undefined ? { numbers: numbersOf(source.net, { ...value, pads: null }) } : { bits };
  return valueOf({ name: source.name, shape, layout, pads, magnitude, forms });
}
