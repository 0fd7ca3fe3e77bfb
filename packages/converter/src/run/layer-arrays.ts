// Every layer's output of all images, as .npy files.
import type { Tensor } from '@bitplane/model';
import { signValues } from '@bitplane/model';
import { joined, npyBytes, type NpyNumbers } from './npy';

/** Collects tensors image by image. Signs become int8 numbers +1 and −1; all else keeps its type. */
export class LayerArrays {
  /** Of each layer, one per image. */
  private readonly outputs = new Map<string, Tensor[]>();

  add(name: string, output: Tensor): void {
    const outputs = this.outputs.get(name);
    if (outputs === undefined) this.outputs.set(name, [output]);
    else outputs.push(output);
  }

  /** [file name, bytes], in the order of the layers: 03-conv2-bits.npy is the fourth layer, conv2/bits. */
  *files(): Generator<[string, Uint8Array]> {
    const digits = String(this.outputs.size - 1).length;
    let index = 0;
    for (const [name, tensors] of this.outputs) {
      const safe = name.replaceAll(/[^\w.-]+/g, '-');
      const { height, width, channels } = tensors[0];
      const bytes = npyBytes(joined(tensors.map(valuesOf)), [tensors.length, height, width, channels]);
      yield [`${String(index++).padStart(digits, '0')}-${safe}.npy`, bytes];
    }
  }
}

const valuesOf = ({ element, data }: Tensor): NpyNumbers =>
  element === 'bits' ? Int8Array.from(signValues(data)) : data;
