import type { Window } from '@bitplane/model';

/** What a convolution is besides its input and its weights. */
export interface Geometry {
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
}
