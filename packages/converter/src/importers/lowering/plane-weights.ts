// The planes of a kernel as the weights of one binary convolution.
import { signBit, type BinaryConv2D } from '@bitplane/model';
import type { KernelPlane } from './kernel-plane';

/**
 * [copies, planes, filters, …]: every plane of the input meets all planes of the kernel. Latent for as long as nothing
 * is missing; a plane that only some weights have takes signs and a mask.
 */
export function planeWeights(planes: readonly KernelPlane[], copies: number): BinaryConv2D['weights'] {
  const { length } = planes[0].latents;
  const total = copies * planes.length * length;
  const repeat = <Values extends Float32Array | Uint8Array>(values: Values, part: (plane: KernelPlane) => Values) => {
    for (let place = 0; place < copies * planes.length; place++)
      values.set(part(planes[place % planes.length]), place * length);
    return values;
  };
  if (planes.every(({ mask }) => mask === null)) {
    const isOne = total === length;
    const values = isOne ? planes[0].latents : repeat(new Float32Array(total), ({ latents }) => latents);
    return { type: 'latent', quantizer: 'sign', values };
  }
  return {
    type: 'signs',
    values: repeat(new Uint8Array(total), maskedSigns),
    mask: repeat(new Uint8Array(total), ({ mask }) => mask ?? new Uint8Array(length).fill(1)),
  };
}

/** A weight that is not there has sign 0 (docs/format.md). */
const maskedSigns = ({ latents, mask }: KernelPlane): Uint8Array =>
  Uint8Array.from(latents, (latent, k) => (mask === null || mask[k] === 1 ? signBit(latent) : 0));
