import type { Importing } from '../graph/importing';
import type { Steps } from '../values/activation';
import { withoutPoint } from '../values/steps';

/**
 * ONNX's Sign is 0 at 0, and only there: as +1 it is one plane of signs instead of two. That is what a straight-through
 * sign was while training, and a number that is exactly 0 is rare; the user is told.
 */
export function signsOf({ note }: Importing, exact: Steps): Steps {
  const steps = withoutPoint(exact);
  if (steps !== exact) note(SIGN_OF_ZERO);
  return steps;
}

const SIGN_OF_ZERO = 'Sign is 0 at exactly 0 in ONNX and +1 here: a score may differ where an activation is exactly 0';
