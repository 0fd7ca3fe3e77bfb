// What came of comparing two implementations.
import type { Shape } from '@bitplane/model';
import { describeDifference, placeOf, type Difference, type Place } from './differences';
import type { LayerReport } from './layers/layer-record';

export interface PairReport {
  readonly pair: string;
  readonly images: number;
  readonly tensors: number;
  /** Single bits and numbers. */
  readonly values: number;
  /** What differs, in words; null if they agree. */
  readonly difference: string | null;
  /** Where they differ first, where that is one number of one layer. */
  readonly place: Place | null;
  /** Why nothing was compared; null if it was. */
  readonly skipped: string | null;
  /** What the user should know of a pair that agrees: numbers that are exactly on a threshold. */
  readonly note: string | null;
  /** Layer by layer, where the pair was compared so. */
  readonly layers: readonly LayerReport[];
}

export const skippedPair = (pair: string, skipped: string): PairReport => ({
  ...{ pair, images: 0, tensors: 0, values: 0 },
  ...{ difference: null, place: null, skipped, note: null, layers: [] },
});

/** Counts what a pair compares. */
export class Comparison {
  private images = 0;
  private tensors = 0;
  private values = 0;

  constructor(private readonly pair: string) {}

  addImage(): void {
    this.images++;
  }

  addTensor(numValues: number): void {
    this.tensors++;
    this.values += numValues;
  }

  agrees(more: Pick<Partial<PairReport>, 'note' | 'layers'> = {}): PairReport {
    const { pair, images, tensors, values } = this;
    return {
      pair,
      images,
      tensors,
      values,
      difference: null,
      place: null,
      skipped: null,
      note: null,
      layers: [],
      ...more,
    };
  }

  /** `found` is in a tensor of that shape. */
  differsAt(found: Difference, shape: Shape, more: Pick<Partial<PairReport>, 'layers'> = {}): PairReport {
    const place = placeOf(found, shape);
    return { ...this.agrees(more), difference: describeDifference(place), place };
  }

  /** For differences that are not one number's. */
  differs(difference: string, more: Pick<Partial<PairReport>, 'layers'> = {}): PairReport {
    return { ...this.agrees(more), difference };
  }
}
