// What came of comparing one layer of two implementations, over all images.
import type { Layer, Shape } from '@bitplane/model';
import { placeOf, type Place } from '../differences';

export interface LayerReport {
  readonly layer: string;
  readonly kind: Layer['kind'];
  /** Numbers compared. */
  readonly values: number;
  /** Of them, those that are the same float32, or the same sign. */
  readonly equal: number;
  readonly largestDifference: number;
  /** How far two correct evaluations may lie apart; 0 where all sums are exact. */
  readonly bound: number;
  /** Numbers that are exactly on a threshold of this layer, of the other implementation where it has them. */
  readonly ties: number;
  /** Signs that differ because a number within its rounding of a threshold is on the other side of it. */
  readonly crossed: number;
  /** The first number that is not equal, whether it may be or not. */
  readonly first: Place | null;
  /** The first one that is further off than it may be. */
  readonly wrong: Place | null;
}

export interface Compared {
  readonly image: number;
  readonly shape: Shape;
  /** In one order. */
  readonly expected: ArrayLike<number>;
  readonly got: ArrayLike<number>;
  readonly bound: number;
  /** Whether a tie before that number excuses any difference; absent: none does. */
  readonly isExcused?: (index: number) => boolean;
}

export class LayerRecord {
  private values = 0;
  private equal = 0;
  private largestDifference = 0;
  private bound = 0;
  private first: Place | null = null;
  private wrong: Place | null = null;
  ties = 0;
  crossed = 0;

  constructor(private readonly layer: Layer) {}

  /** Returns the number of values that are not equal. */
  add({ image, shape, expected, got, bound, isExcused = () => false }: Compared): number {
    let different = 0;
    this.bound = Math.max(this.bound, bound);
    for (let index = 0; index < expected.length; index++) {
      if (Math.fround(expected[index]) === Math.fround(got[index])) continue;
      different++;
      const found = { image, layer: this.layer.name, index, expected: expected[index], got: got[index] };
      this.first ??= placeOf(found, shape);
      const distance = Math.abs(expected[index] - got[index]);
      // NaN is no distance, and further off than any.
      if (!(distance <= this.largestDifference)) this.largestDifference = distance;
      if (!(distance <= bound) && !isExcused(index)) this.wrong ??= placeOf(found, shape);
    }
    this.values += expected.length;
    this.equal += expected.length - different;
    return different;
  }

  report(): LayerReport {
    const { values, equal, largestDifference, bound, ties, crossed, first, wrong } = this;
    const { name, kind } = this.layer;
    return { layer: name, kind, values, equal, largestDifference, bound, ties, crossed, first, wrong };
  }
}
