// What the process of a run is told: one word of JSON on its command line.
import type { TrainOptions } from '../train';

export interface RunJob {
  /** `out` is there already, with the recipe: hosts that do not see it cannot take part. */
  readonly options: TrainOptions & { readonly out: string };
  readonly threads: number;
  /** Evaluate the trained network on the test images. */
  readonly measuresTest: boolean;
}
