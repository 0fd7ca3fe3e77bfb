// What a pass says of layers that it left as they are.
import { kindOf, type Advice, type Layer } from '@bitplane/model';

export interface Remark extends Advice {
  /** Names of the layers that stay as they are because of it. */
  readonly layers: readonly string[];
}

export type Report = (remark: Remark) => void;

/** For callers that ask for no remarks. */
export const ignore: Report = () => undefined;

/** `name (kind)`, as messages name a layer. */
export const titleOf = ({ name, kind }: Layer): string => `${name} (${kind})`;

/** Why no thresholds can replace what reads that layer, as its kind says; null for a kind that is no obstacle. */
export function obstacle(layer: Layer): Advice | null {
  const advice = kindOf(layer).inNumbers;
  return advice === undefined ? null : { why: `${titleOf(layer)} ${advice.why}`, change: advice.change };
}
