// Binary weights in an ONNX file: one bit each, unpacked by standard operators that a runtime folds when it loads the
// model; or two bits each, which newer runtimes have a type for.
import { packBits, packedRowNbytes, type SignWeights } from '@bitplane/model';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';
import { signNumbers, toOihw } from './weights-oihw';

/** [filters, rows, columns, channels / groups] */
export type WeightShape = readonly [number, number, number, number];

const BIT_MASKS = Uint8Array.of(1, 2, 4, 8, 16, 32, 64, 128);

/** Adds ±1 weights, or −1, 0 and +1 where there is a mask, OIHW float32, and returns the tensor's name. */
export function addSignWeights(scope: LayerScope, weights: SignWeights, shape: WeightShape): string {
  if (scope.hasInt2) return addInt2(scope, weights, shape);
  const { values, mask } = weights;
  const signs = addBits(scope, values, { label: 'weights', shape, ofBit: [1, -1] });
  if (mask === null) return signs;
  const present = addBits(scope, mask, { label: 'mask', shape, ofBit: [0, 1] });
  return scope.node('Mul', [signs, present], 'ternary-weights');
}

/** Two bits each, OIHW. */
function addInt2(scope: LayerScope, weights: SignWeights, [filters, rows, columns, channels]: WeightShape): string {
  const values = Int8Array.from(toOihw(signNumbers(weights), filters, channels));
  const stored = scope.int2Constant('weights-int2', values, [filters, channels, rows, columns]);
  return scope.node('DequantizeLinear', [stored, scope.constant('weights-scale', Float32Array.of(1), [])], 'weights');
}

interface BitTensor {
  readonly label: string;
  readonly shape: WeightShape;
  /** The values of bit 0 and bit 1. */
  readonly ofBit: readonly [number, number];
}

/**
 * bits: OHWI, one byte each. Stored is uint8 [O, H, W, B, 1], the very bytes of the .bpm section (docs/bits.md: least
 * significant bit first, channels padded to whole 64-bit words, so B is a multiple of 8). They unpack along a new last
 * axis, k = i mod 8:
 *
 *     w[o, i, h, w] = ofBit[1] if byte[o, h, w, ⌊i/8⌋] AND 2^k, else ofBit[0]
 */
function addBits(scope: LayerScope, bits: Uint8Array, { label, shape, ofBit }: BitTensor): string {
  const [filters, rows, columns, channels] = shape;
  const nbytes = packedRowNbytes(channels);
  const stored = scope.constant(`packed-${label}`, packBits(bits, channels), [filters, rows, columns, nbytes, 1]);
  const masks = scope.constant(`${label}-bit-masks`, BIT_MASKS);
  const masked = scope.node('BitwiseAnd', [stored, masks], `${label}-masked-bits`);
  const isSet = scope.node('Cast', [masked], `${label}-bits`, { to: ElementCode.bool });
  const [ofZero, ofOne] = ofBit.map((value, bit) => scope.constant(`${label}-of-${bit}`, Float32Array.of(value), []));
  const unpacked = scope.node('Where', [isSet, ofOne, ofZero], `${label}-unpacked`);
  const paddedRows = [unpacked, scope.int64(`${label}-padded-shape`, [filters, rows, columns, 8 * nbytes])];
  const padded = scope.node('Reshape', paddedRows, `${label}-padded`);
  const range = [[0], [channels], [3]].map((numbers, k) => scope.int64(`${label}-range-${k}`, numbers));
  const ohwi = scope.node('Slice', [padded, ...range], `${label}-ohwi`);
  return scope.node('Transpose', [ohwi], label, { perm: [0, 3, 1, 2] });
}
