// A form in which a comparison is written for other programs, or for people.
import type { Comparison } from '../comparison-row';

export interface Format {
  /** The option that writes it: --markdown FILE. */
  readonly name: string;
  /** What it is, and what reads it. */
  readonly what: string;
  readonly write: (comparison: Comparison) => string;
}
