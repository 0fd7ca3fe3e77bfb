// Binary weights in an ONNX file: one bit each, unpacked by standard operators that a runtime folds when it loads the model.
import { packBits, packedRowNbytes } from '@bitplane/model';
import { ElementCode } from './graph-builder';
import type { LayerScope } from './layer-scope';

/** [filters, rows, columns, channels / groups] */
export type WeightShape = readonly [number, number, number, number];

const BIT_MASKS = Uint8Array.of(1, 2, 4, 8, 16, 32, 64, 128);

/**
 * Adds ±1 weights, OIHW float32, and returns the tensor's name. `signs`: OHWI, one byte each, 1 means −1.
 *
 * Stored is uint8 [O, H, W, B, 1], the very bytes of the .bpm section (docs/bits.md: least significant bit first, channels
 * padded to whole 64-bit words, so B is a multiple of 8). They unpack along a new last axis, k = i mod 8:
 *
 *     w[o, i, h, w] = −1 if byte[o, h, w, ⌊i/8⌋] AND 2^k, else +1
 */
export function addSignWeights(scope: LayerScope, signs: Uint8Array, shape: WeightShape): string {
  const [filters, rows, columns, channels] = shape;
  const packed = packBits(signs, channels);
  const nbytes = packedRowNbytes(channels);

  const stored = scope.constant('packed-weights', packed, [filters, rows, columns, nbytes, 1]);
  const masked = scope.node('BitwiseAnd', [stored, scope.constant('bit-masks', BIT_MASKS)], 'masked-bits');
  const bits = scope.node('Cast', [masked], 'bits', { to: ElementCode.bool });
  const signed = scope.node('Where', [bits, scalar(scope, 'minus-one', -1), scalar(scope, 'plus-one', 1)], 'signs');
  const paddedRows = [signed, scope.int64('padded-shape', [filters, rows, columns, 8 * nbytes])];
  const padded = scope.node('Reshape', paddedRows, 'padded-signs');
  const range = [scope.int64('from', [0]), scope.int64('to', [channels]), scope.int64('channel-axis', [3])];
  const ohwi = scope.node('Slice', [padded, ...range], 'weights-ohwi');
  return scope.node('Transpose', [ohwi], 'weights', { perm: [0, 3, 1, 2] });
}

const scalar = (scope: LayerScope, label: string, value: number): string =>
  scope.constant(label, Float32Array.of(value), []);
