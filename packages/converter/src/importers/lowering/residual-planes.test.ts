import { seededRandom } from '@bitplane/model';
import type { KernelPlane } from './kernel-plane';
import { residualPlanes } from './residual-planes';

const random = seededRandom(7);
const FILTERS = 3;
const LENGTH = 20;
const kernel = Float32Array.from({ length: FILTERS * LENGTH }, () => random.bell());

/** Σ s_p·b_p of one element. */
const valueOf = (planes: readonly KernelPlane[], k: number): number =>
  planes.reduce((sum, { latents, mask, scales }) => {
    const sign = latents[k] >= 0 ? 1 : -1;
    return sum + (mask?.[k] ?? 1) * sign * (scales?.[Math.floor(k / LENGTH)] ?? 1);
  }, 0);

const errorOf = (planes: readonly KernelPlane[]): number =>
  kernel.reduce((sum, weight, k) => sum + Math.abs(weight - valueOf(planes, k)), 0);

test.each([true, false])('each plane brings the sum closer to the kernel (scales of each filter: %s)', (perFilter) => {
  const errors = [1, 2, 3, 4].map((numPlanes) =>
    errorOf(residualPlanes(kernel, { numPlanes, filters: FILTERS, perFilter, map: null })),
  );
  expect(errors).toEqual([...errors].sort((a, b) => b - a));
  expect(errors[3]).toBeLessThan(errors[0] / 4);
});

test('the first scale is the mean magnitude of a filter, or of all', () => {
  const mean = (values: Float32Array) => values.reduce((sum, weight) => sum + Math.abs(weight), 0) / values.length;
  const plan = { numPlanes: 1, filters: FILTERS, map: null };
  const [own] = residualPlanes(kernel, { ...plan, perFilter: true });
  expect([...own.scales!]).toEqual([0, 1, 2].map((f) => mean(kernel.subarray(f * LENGTH, (f + 1) * LENGTH))));
  const [shared] = residualPlanes(kernel, { ...plan, perFilter: false });
  expect([...shared.scales!]).toEqual(new Array(FILTERS).fill(mean(kernel)));
});

test('an element takes part in as many planes as its map says, in their scales too', () => {
  const map = Uint8Array.from(kernel, (_, k) => 1 + (k % 2));
  const [first, second] = residualPlanes(kernel, { numPlanes: 2, filters: FILTERS, perFilter: false, map });
  expect(first.mask).toBeNull();
  expect(second.mask).toEqual(map.map((bits) => bits - 1));
  const rest = [...kernel]
    .filter((_, k) => map[k] === 2)
    .map((weight) => Math.abs(Math.abs(weight) - first.scales![0]));
  expect(second.scales![0]).toBeCloseTo(rest.reduce((sum, value) => sum + value) / rest.length, 12);
});

test('weights of zero make planes of scale zero', () => {
  const planes = residualPlanes(new Float32Array(4), { numPlanes: 2, filters: 2, perFilter: true, map: null });
  expect(planes.map(({ scales }) => [...scales!])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
