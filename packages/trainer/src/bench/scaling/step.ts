// A step of training on n hosts, put together of what was measured on one machine and of costs.ts.
import { additions, direct, directFew, ring, tree, type Link, type Scheme } from './costs';

/** A collective of a step. */
export interface Message {
  /** `many` and `few` are sums of float32; `signs` goes to owners and back, both ways compressed. */
  readonly kind: 'many' | 'few' | 'signs';
  /** Of a sum: the bytes of all its numbers. Of signs: of all columns, compressed. */
  readonly bytes: number;
}

/** What is known of a network with an exchange. */
export interface Workload {
  /** A step on one process takes perStep + images·perImage seconds. */
  readonly perStep: number;
  readonly perImage: number;
  readonly messages: readonly Message[];
  /** Adding up and copying, s per byte of `many`. */
  readonly perByteAdded: number;
  /** What else an exchange computes, such as copies between tensors and messages, s per step. */
  readonly copying: number;
  /** Compressing and decompressing on two ranks, s per step. */
  readonly compression: number;
}

export interface Plan {
  readonly link: Link;
  readonly scheme: Scheme;
  /** Large sums and signs are hidden by the computation of gradients, as far as that lasts: the best case. */
  readonly overlaps: boolean;
}

/** Of a step's computation: gradients of layers take about twice as long as the forward pass. */
const BACKWARD_SHARE = 2 / 3;

/**
 * s. Sums of few numbers go down a tree, but for `direct`, as MPI libraries do it. Signs cannot be added on their way,
 * so they take the direct or the ring's way there and back, whose formulas are those of a sum; with a tree every host
 * on the way quantizes anew.
 */
export function communicationTime({ messages, perByteAdded }: Workload, { link, scheme }: Plan, n: number): number {
  return messages.reduce((sum, { kind, bytes }) => {
    if (kind === 'few') return sum + (scheme === 'direct' ? directFew : tree)(link, n, bytes);
    const added = kind === 'many' ? additions[scheme](n) * bytes * perByteAdded : 0;
    return sum + { ring, tree, direct }[scheme](link, n, bytes) + added;
  }, 0);
}

/**
 * s, for a host with this many images: computation + what of the communication it does not hide. A rank compresses
 * (n − 1)/n of its numbers for others and 1/n of the sums, and decompresses (n − 1)/n for its own part and all sums:
 * 3 − 1/n times the numbers, 2.5 times on two ranks.
 */
export function stepTime(workload: Workload, plan: Plan, { n, images }: { n: number; images: number }): number {
  const { perStep, perImage, copying, compression } = workload;
  const computation = perStep + images * perImage;
  if (n === 1) return computation;
  const communication = communicationTime(workload, plan, n);
  const hideable = { ...workload, messages: workload.messages.filter(({ kind }) => kind !== 'few') };
  const hidden = plan.overlaps ? Math.min(communicationTime(hideable, plan, n), BACKWARD_SHARE * computation) : 0;
  return computation + copying + (compression * (3 - 1 / n)) / 2.5 + communication - hidden;
}

/** What stays the same when hosts are added: the images of each host, or those of the step, which all hosts divide. */
export type Batch = { readonly perHost: number } | { readonly perStep: number };

/** Of the busiest host; null: there are more hosts than images. */
function imagesOf(batch: Batch, n: number): number | null {
  if ('perHost' in batch) return batch.perHost;
  return n > batch.perStep ? null : Math.ceil(batch.perStep / n);
}

export interface Speed {
  readonly n: number;
  readonly imagesPerSecond: number;
  /** Images/s per host, relative to one process: 1 is a host that loses nothing. */
  readonly efficiency: number;
}

/** Null where there are more hosts than images. */
export function speedOf(workload: Workload, plan: Plan, batch: Batch, n: number): Speed | null {
  const images = imagesOf(batch, n);
  if (images === null) return null;
  const whole = 'perHost' in batch ? n * batch.perHost : batch.perStep;
  const alone = imagesOf(batch, 1)!;
  const speedAlone = alone / (workload.perStep + alone * workload.perImage);
  const imagesPerSecond = whole / stepTime(workload, plan, { n, images });
  return { n, imagesPerSecond, efficiency: imagesPerSecond / n / speedAlone };
}

export interface Limits {
  /** The largest number of hosts with an efficiency of at least a half. */
  readonly halfEfficient: number;
  /** The number with the largest images/s. */
  readonly fastest: number;
}

/** Of 1 … max hosts, each of which is looked at. */
export function limitsOf(workload: Workload, plan: Plan, batch: Batch, max: number): Limits {
  const speeds = Array.from({ length: max }, (_, i) => speedOf(workload, plan, batch, i + 1)).filter(
    (speed) => speed !== null,
  );
  const fastest = speeds.reduce((best, speed) => (speed.imagesPerSecond > best.imagesPerSecond ? speed : best));
  return { halfEfficient: speeds.findLast(({ efficiency }) => efficiency >= 0.5)!.n, fastest: fastest.n };
}
