// What came of comparing two implementations.

export interface PairReport {
  readonly pair: string;
  readonly images: number;
  readonly tensors: number;
  /** Single bits and numbers. */
  readonly values: number;
  /** Where they differ first; null if they agree. */
  readonly difference: string | null;
  /** Why nothing was compared; null if it was. */
  readonly skipped: string | null;
}

export const skippedPair = (pair: string, skipped: string): PairReport => ({
  ...{ pair, images: 0, tensors: 0, values: 0 },
  ...{ difference: null, skipped },
});

/** Counts what a pair compares, until it differs. */
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

  report(difference: string | null): PairReport {
    const { pair, images, tensors, values } = this;
    return { pair, images, tensors, values, difference, skipped: null };
  }
}
