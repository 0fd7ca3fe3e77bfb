import { plus } from './plus';
import { defineRecipe } from './recipe';

/**
 * `plus` without any sign: trains a network's twin of float32, to quantize to 8 bits after training and compare with
 * the binary one. Its kernels are not latent weights, and may be larger than 1; decay keeps them small, as usual for
 * float networks.
 */
export const float = defineRecipe({
  ...plus,
  name: 'float',
  quantizers: { input: 'none', kernel: 'none' },
  clipLatents: false,
  regularizers: { ...plus.regularizers, l2Latents: 1e-4 },
});
