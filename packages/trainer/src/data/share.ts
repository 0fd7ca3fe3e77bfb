// Which images of a batch are whose.

export interface Member {
  readonly rank: number;
  readonly size: number;
}

/** All of a batch for one process. */
export const ONE_MEMBER: Member = { rank: 0, size: 1 };

export interface Share {
  /** Of this rank, in the batch's order; never empty. */
  readonly indices: Uint32Array;
  /** The batch's image after its last one, the first after the batch's last: what it is mixed with. */
  readonly next: number;
  /** 0 … 1: the part of the batch that they are. 0: there are more ranks than images, and this image does not count. */
  readonly share: number;
}

/** Cuts a batch into neighbouring parts, whose sizes differ by at most one, by rank. */
export function shareOf(batch: Uint32Array, { rank, size }: Member): Share {
  const begin = Math.floor((rank * batch.length) / size);
  const end = Math.floor(((rank + 1) * batch.length) / size);
  const last = Math.max(end, begin + 1);
  return {
    indices: batch.subarray(begin, last),
    next: batch[last % batch.length],
    share: (end - begin) / batch.length,
  };
}
