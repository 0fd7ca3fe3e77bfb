import { defineRecipe } from './recipe';
import { reference } from './reference';

/**
 * `reference`, nearer to CNTK's example: binary layers scale their signs by the mean magnitude of the tensor at hand
 * (live scales: of the whole input, of each filter), L2 on the latent weights as on all others, no clipping, the mean
 * image subtracted pixel by pixel.
 *
 * For the record, not for a board: an answer depends on the images it shares a batch with, and the mean image is no
 * integer a channel, which the converter rejects. What still differs from CNTK: sign(0) = +1 (there −1), and a first
 * layer of 8 bits.
 */
export const referenceCntk = defineRecipe({
  ...reference,
  name: 'reference-cntk',
  regularizers: { ...reference.regularizers, l2Latents: reference.regularizers.l2 },
  clipLatents: false,
  quantizers: {
    input: { name: 'residual-sign', bits: 1, scale: 'live' },
    kernel: { name: 'residual-sign-kernel', bits: 1 },
  },
  meanImage: true,
});
