import type { Link } from './costs';
import { communicationTime, limitsOf, speedOf, stepTime, type Plan, type Workload } from './step';

/** α = 1 ms, no overhead, 1 ns per byte. */
const LINK: Link = { alpha: 1e-3, overhead: 0, bitsPerSecond: 8e9 };
const PLAN: Plan = { link: LINK, scheme: 'direct', overlaps: false };

/** 10 ms and 1 ms per image; 4 MB in a bucket, added at 0.25 ns per byte; a small sum, whose bytes take no time. */
const WORKLOAD: Workload = {
  ...{ perStep: 10e-3, perImage: 1e-3, copying: 2e-3, compression: 0, perByteAdded: 0.25e-9 },
  messages: [
    { kind: 'many', bytes: 4e6 },
    { kind: 'few', bytes: 0 },
  ],
};

const ms = (seconds: number): number => Number((1e3 * seconds).toFixed(6));

test('communication is that of all messages of a step', () => {
  // 2 hosts: 2·(1 + 2) for the bucket, 1 to add it up, 1 for the small sum.
  expect(ms(communicationTime(WORKLOAD, PLAN, 2))).toBe(8);
  // Ring: 2·(1 + 2), half of the additions; the small sum goes up a tree and down again.
  expect(ms(communicationTime(WORKLOAD, { ...PLAN, scheme: 'ring' }, 2))).toBe(8.5);
  // Tree on 4 hosts: 4·(1 + 4), 2·1 to add up, 4·1.
  expect(ms(communicationTime(WORKLOAD, { ...PLAN, scheme: 'tree' }, 4))).toBe(26);
});

test('signs are sent as sums are, and not added on the way', () => {
  const signs: Workload = { ...WORKLOAD, messages: [{ kind: 'signs', bytes: 4e6 }] };
  expect(ms(communicationTime(signs, PLAN, 2))).toBe(6);
});

test('a step is computation, copies and communication', () => {
  expect(ms(stepTime(WORKLOAD, PLAN, { n: 1, images: 30 }))).toBe(40);
  expect(ms(stepTime(WORKLOAD, PLAN, { n: 2, images: 20 }))).toBe(30 + 2 + 8);
});

test('overlap hides large messages, as far as gradients are computed, and no small ones', () => {
  const overlapped = { ...PLAN, overlaps: true };
  // Gradients take 20 of 30 ms, which is more than the 7 ms of the bucket.
  expect(ms(stepTime(WORKLOAD, overlapped, { n: 2, images: 20 }))).toBe(33);
  // With links of a tenth of the rate the bucket takes 2·(1 + 20) + 1 ms.
  const slow = { ...overlapped, link: { ...LINK, bitsPerSecond: 0.8e9 } };
  expect(ms(stepTime(WORKLOAD, slow, { n: 2, images: 20 }))).toBe(30 + 2 + 44 - 20);
});

test('compression grows from 2.5 to 3 times the numbers', () => {
  const compressed = { ...WORKLOAD, compression: 5e-3, messages: [] };
  const beside = (n: number): number => ms(stepTime(compressed, PLAN, { n, images: 20 })) - 32;
  expect([beside(2), beside(4)]).toEqual([5, 5.5]);
});

test('a divided batch ends where each host has an image, a growing one does not', () => {
  const free: Workload = { ...WORKLOAD, perStep: 0, copying: 0, messages: [] };
  expect(speedOf(free, PLAN, { perStep: 8 }, 8)).toEqual({ n: 8, imagesPerSecond: 8000, efficiency: 1 });
  // The busiest host has two images.
  expect(speedOf(free, PLAN, { perStep: 8 }, 5)).toEqual({ n: 5, imagesPerSecond: 4000, efficiency: 0.8 });
  expect(speedOf(free, PLAN, { perStep: 8 }, 9)).toBeNull();
  expect(speedOf(free, PLAN, { perHost: 8 }, 9)).toMatchObject({ imagesPerSecond: 9000, efficiency: 1 });
});

test('limits are the last half-efficient number of hosts and the fastest one', () => {
  // Eight images of 1 ms each, and a message of 1 ms.
  const small: Workload = { ...WORKLOAD, perStep: 0, copying: 0, messages: [{ kind: 'few', bytes: 0 }] };
  // 4 hosts: 2 + 1 ms, efficiency 2/3; 8 hosts: 1 + 1 ms, a half, the fastest.
  expect(limitsOf(small, PLAN, { perStep: 8 }, 16)).toEqual({ halfEfficient: 8, fastest: 8 });
  // With a message of 2 ms: 4 hosts 2 + 2 ms.
  const slow = { ...PLAN, link: { ...LINK, alpha: 2e-3 } };
  expect(limitsOf(small, slow, { perStep: 8 }, 16)).toEqual({ halfEfficient: 4, fastest: 8 });
});
