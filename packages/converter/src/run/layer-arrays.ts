// Every layer's output of all images, as .npy files.
import type { Tensor } from '@bitplane/model';
import { signValues } from '@bitplane/model';
import { npyBytes, type NpyNumbers } from './npy';

interface LayerArray {
  readonly shape: number[];
  readonly values: NpyNumbers;
}

/** Collects tensors image by image. Signs become int8 numbers +1 and −1; all else keeps its type. */
export class LayerArrays {
  private readonly arrays = new Map<string, LayerArray>();
  private readonly filled = new Map<string, number>();

  constructor(private readonly numImages: number) {}

  add(name: string, { element, height, width, channels, data }: Tensor): void {
    const values: NpyNumbers = element === 'bits' ? Int8Array.from(signValues(data)) : data;
    const make = values.constructor as new (length: number) => NpyNumbers;
    const array = this.arrays.get(name) ?? {
      shape: [this.numImages, height, width, channels],
      values: new make(this.numImages * values.length),
    };
    const at = this.filled.get(name) ?? 0;
    array.values.set(values, at);
    this.arrays.set(name, array);
    this.filled.set(name, at + values.length);
  }

  /** [file name, bytes], in the order of the layers: 03-conv2-bits.npy is the fourth layer, conv2/bits. */
  *files(): Generator<[string, Uint8Array]> {
    const digits = String(this.arrays.size - 1).length;
    let index = 0;
    for (const [name, { shape, values }] of this.arrays) {
      const safe = name.replaceAll(/[^\w.-]+/g, '-');
      yield [`${String(index++).padStart(digits, '0')}-${safe}.npy`, npyBytes(values, shape)];
    }
  }
}
