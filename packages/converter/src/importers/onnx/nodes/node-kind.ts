import type { Importing } from '../graph/importing';
import type { NodeSource, Value } from '../graph/node-source';
import type { Activation } from '../values/activation';

/** A node that reads an activation. */
export interface NodeKind {
  /** Its first output, or all in their order. Throws E_LAYER, E_SHAPE, E_VALUE. */
  readonly importNode: (importing: Importing) => Value | readonly Value[];
  /** Attributes that it may have; another one could change what it computes. */
  readonly attributes: readonly string[];
}

export type NodeKinds = readonly (readonly [string, NodeKind])[];

/** Throws E_LAYER for an activation with pads around it: only convolutions and poolings can read these. */
export function requireUnpadded(source: NodeSource, activation: Activation): Activation {
  if (activation.pads === null) return activation;
  return source.reject('a convolution or pooling after Pad', source.op, 'let the convolution after it pad');
}
