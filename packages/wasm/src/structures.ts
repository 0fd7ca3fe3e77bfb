// Structures of the C runtime as they are in the module's memory (packages/runtime-c/wasm/module.h holds their layout).

/**
 * `bits` are signs, 1 means −1; each pixel's channels, lowest bit first, are padded to whole 8 bytes
 * (docs/bits.md).
 */
export type ElementType = 'uint8' | 'bits' | 'int32' | 'float32';

/** An activation's type: [height, width, channels], row-major. */
export interface TensorType {
  /** Of the layer that makes it, or `input`. */
  readonly name: string;
  readonly element: ElementType;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Elements by type; packed bits as bytes. */
export type Data = Uint8Array | Int32Array | Float32Array;

export interface Tensor extends TensorType {
  readonly data: Data;
}

/** One unit of work: a layer, or several that are fused into one. */
export interface Step {
  /** Of its first layer. */
  readonly name: string;
  /** "binary-conv2d", "binary-conv2d+threshold" … */
  readonly kind: string;
  /** "bitplane_bgemm_2x64__simd128" …, or "portable" where no listed kernel is used. */
  readonly kernel: string;
  readonly output: TensorType;
}

const ELEMENTS: readonly ElementType[] = ['uint8', 'bits', 'int32', 'float32'];
const OUTPUT_AT = 12;

export const numElements = ({ height, width, channels }: TensorType): number => height * width * channels;

/** Reads structures at addresses. buffer: of the memory as it is now, since it changes when the memory grows. */
export class Reader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;

  constructor(buffer: ArrayBuffer) {
    this.#view = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  text(address: number): string {
    return new TextDecoder().decode(this.#bytes.subarray(address, this.#bytes.indexOf(0, address)));
  }

  type(address: number): TensorType {
    return {
      name: this.text(this.#number(address)),
      element: ELEMENTS[this.#number(address + 4)],
      height: this.#number(address + 8),
      width: this.#number(address + 12),
      channels: this.#number(address + 16),
    };
  }

  /** A copy. */
  tensor(address: number): Tensor {
    const type = this.type(address);
    const start = this.#number(address + 24);
    return valuesOf(type, this.#bytes.slice(start, start + this.#number(address + 20)));
  }

  step(address: number): Step {
    return {
      name: this.text(this.#number(address)),
      kind: this.text(this.#number(address + 4)),
      kernel: this.text(this.#number(address + 8)),
      output: this.type(address + OUTPUT_AT),
    };
  }

  #number(address: number): number {
    return this.#view.getUint32(address, true);
  }
}

/** A tensor of bytes that are its elements and nothing else's. */
export function valuesOf(type: TensorType, bytes: Uint8Array): Tensor {
  if (type.element === 'float32') return { ...type, data: new Float32Array(bytes.buffer) };
  if (type.element === 'int32') return { ...type, data: new Int32Array(bytes.buffer) };
  return { ...type, data: bytes };
}

/** One number per channel: 0 for +1, 1 for −1. Throws a TypeError for other elements than bits. */
export function unpackBits({ element, height, width, channels, data }: Tensor): Uint8Array {
  if (element !== 'bits') throw new TypeError(`expected a tensor of bits, got one of ${element}`);
  const rowNbytes = Math.ceil(channels / 64) * 8;
  return Uint8Array.from({ length: height * width * channels }, (_, k) => {
    const channel = k % channels;
    return (data[Math.floor(k / channels) * rowNbytes + (channel >> 3)] >> (channel & 7)) & 1;
  });
}

/** As float32: int32 rounded to the nearest, signs as ±1. */
export function toFloats(tensor: Tensor): Float32Array {
  if (tensor.element === 'float32') return tensor.data as Float32Array;
  if (tensor.element === 'bits') return Float32Array.from(unpackBits(tensor), (bit) => 1 - 2 * bit);
  return Float32Array.from(tensor.data);
}
