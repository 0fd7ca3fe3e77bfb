// A TensorProto as a constant.
import { BitplaneError } from '@bitplane/model';
import { printable } from '../printable';
import type { TensorProto } from '../proto/messages';
import { constantOf, elementOfCode, numElementsOf, type Constant, type Element } from '../values/constant';
import { readExternalData } from './external-data';

/** One network's largest tensor: 2^28 float32 are 1 GB. */
const MAX_ELEMENTS = 2 ** 28;
const EXTERNAL = 1;

/** Throws E_FILE for a tensor whose parts do not fit together, E_VALUE for one that is not finite. */
export function readTensor(file: string, tensor: TensorProto): Constant {
  const reject = (expected: string, got: unknown): never => {
    throw new BitplaneError(
      'E_FILE',
      `${file}: tensor "${printable(tensor.name)}": expected ${expected}, got ${String(got)}`,
    );
  };
  const element =
    elementOfCode(tensor.dataType) ?? reject('numbers of an element type up to float64', `type ${tensor.dataType}`);
  const dims = tensor.dims;
  if (tensor.segment !== undefined && tensor.segment !== null) reject('a whole tensor', 'a segment');
  const bad = dims.find((dim) => !Number.isSafeInteger(dim) || dim < 0);
  if (bad !== undefined) reject('dims of 0 or more', bad);
  const length = numElementsOf(dims);
  if (length > MAX_ELEMENTS) reject(`at most ${MAX_ELEMENTS} elements`, dims.join('×'));
  const values = readValues({ file, tensor, element, length });
  if (values.length !== length) reject(`${length} elements, as its dims [${dims.join()}] say`, values.length);
  return constantOf(element, dims, values);
}

interface Stored {
  readonly file: string;
  readonly tensor: TensorProto;
  readonly element: Element;
  readonly length: number;
}

function readValues(stored: Stored): ArrayLike<number> {
  const { file, tensor, element, length } = stored;
  const nbytes = Math.ceil((length * BITS[element]) / 8);
  if (tensor.dataLocation === EXTERNAL) return unpack(readExternalData(file, tensor, nbytes), element, length);
  if (tensor.rawData.length > 0) {
    if (tensor.rawData.length !== nbytes) {
      const expected = `${nbytes} bytes of raw_data, as its dims [${tensor.dims.join()}] say`;
      const where = `${file}: tensor "${printable(tensor.name)}"`;
      throw new BitplaneError('E_FILE', `${where}: expected ${expected}, got ${tensor.rawData.length}`);
    }
    return unpack(tensor.rawData, element, length);
  }
  return listed(tensor, element, length);
}

/** Elements in the lists of numbers: small types share int32_data, those of less than a byte several in one number. */
function listed(tensor: TensorProto, element: Element, length: number): ArrayLike<number> {
  switch (element) {
    case 'float32':
      return tensor.floatData;
    case 'float64':
      return tensor.doubleData;
    case 'int64':
      return tensor.int64Data;
    case 'uint32':
    case 'uint64':
      return tensor.uint64Data;
    case 'float16':
    case 'bfloat16':
      return tensor.int32Data.map((bits) => (element === 'float16' ? fromFloat16(bits) : fromBfloat16(bits)));
    case 'uint4':
    case 'int4':
    case 'uint2':
    case 'int2':
      return unpack(Uint8Array.from(tensor.int32Data), element, length);
    case 'uint8':
    case 'int8':
    case 'uint16':
    case 'int16':
    case 'int32':
    case 'bool':
      return tensor.int32Data;
  }
}

const BITS: Readonly<Record<Element, number>> = {
  ...{ float64: 64, int64: 64, uint64: 64, float32: 32, int32: 32, uint32: 32 },
  ...{ float16: 16, bfloat16: 16, uint16: 16, int16: 16, uint8: 8, int8: 8, bool: 8 },
  ...{ uint4: 4, int4: 4, uint2: 2, int2: 2 },
};

/**
 * Little-endian; elements of less than a byte start at its low bits. Whatever bytes are there is read: the length is
 * checked after.
 */
function unpack(bytes: Uint8Array, element: Element, length: number): ArrayLike<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[element];
  if (read !== undefined) {
    const size = BITS[element] / 8;
    const values = new Float64Array(length);
    for (let k = 0; k < length; k++) values[k] = read(view, k * size);
    return values;
  }
  const bits = BITS[element];
  const values = new Float64Array(Math.min(length, (bytes.length * 8) / bits));
  for (let k = 0; k < values.length; k++) {
    const code = (bytes[Math.floor((k * bits) / 8)] >> ((k * bits) % 8)) & (2 ** bits - 1);
    values[k] = element.startsWith('u') || code < 2 ** (bits - 1) ? code : code - 2 ** bits;
  }
  return values;
}

const READERS: Readonly<Partial<Record<Element, (view: DataView, at: number) => number>>> = {
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
  uint64: (view, at) => Number(view.getBigUint64(at, true)),
  int32: (view, at) => view.getInt32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int16: (view, at) => view.getInt16(at, true),
  uint16: (view, at) => view.getUint16(at, true),
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  bool: (view, at) => view.getUint8(at),
  float16: (view, at) => fromFloat16(view.getUint16(at, true)),
  bfloat16: (view, at) => fromBfloat16(view.getUint16(at, true)),
};

/** IEEE 754 binary16. */
function fromFloat16(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The upper half of a float32. */
function fromBfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits * 65536);
  return view.getFloat32(0);
}
