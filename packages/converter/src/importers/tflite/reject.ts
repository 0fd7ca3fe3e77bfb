import type { ErrorCode } from '@bitplane/model';
import type { NetworkBuilder } from './network-builder';

/** Throws E_LAYER, or another code: where, what was expected, what came, and what to do next. */
export type Reject = (expected: string, got: unknown, next?: string, code?: ErrorCode) => never;

/** What makes layers and may find that it cannot. */
export interface Making {
  readonly net: NetworkBuilder;
  readonly reject: Reject;
}
