// Numbers as bytes.
import type { Quantize } from '@bitplane/model';
import type { OnnxNode } from './onnx-node';

/**
 * Div, Round (half to even), Add, Clip: what QuantizeLinear does, on floats that hold bytes, as all layers in the graph
 * have floats.
 */
export const quantizeNode: OnnxNode<Quantize> = {
  kind: 'quantize',
  jumps: true,

  addNodes(scope, { scale, zeroPoints }, [{ name, channels }]) {
    const perChannel = (label: string, values: ArrayLike<number>) =>
      scope.constant(label, Float32Array.from(values), [channels, 1, 1]);
    const bound = (label: string, value: number) => scope.constant(label, Float32Array.of(value), []);
    const steps = scope.node('Round', [scope.node('Div', [name, perChannel('scale', scale)], 'quotient')], 'steps');
    const shifted = scope.node('Add', [steps, perChannel('zero-points', zeroPoints)], 'shifted');
    scope.output('Clip', [shifted, bound('least', 0), bound('greatest', 255)]);
    return 255;
  },
};
