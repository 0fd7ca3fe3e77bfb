// From numbers to several planes of signs.
import type { ResidualSign } from '@bitplane/model';
import { signOperands } from '../ops/signs-of';
import type { OnnxNode } from './onnx-node';

const CHANNEL_AXIS = 1;

/**
 * b_p = sign(r_p), r_{p+1} = r_p − s_p·b_p: the product by ±1 is exact, the difference is rounded once. Planes side by
 * side.
 */
export const residualSignNode: OnnxNode<ResidualSign> = {
  kind: 'residual-sign',
  jumps: true,

  addNodes(scope, { scales }, [input]) {
    let rest = input.name;
    const planes = Array.from(scales, (scale, plane) => {
      const bits = scope.node('Where', signOperands(scope, rest, `plane-${plane}`), `plane-${plane}`);
      if (plane + 1 < scales.length) {
        const factor = scope.constant(`scale-${plane}`, Float32Array.of(scale), []);
        rest = scope.node('Sub', [rest, scope.node('Mul', [bits, factor], `part-${plane}`)], `rest-${plane}`);
      }
      return bits;
    });
    scope.output('Concat', planes, { axis: CHANNEL_AXIS });
    return 1;
  },
};
