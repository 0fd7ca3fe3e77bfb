// Signs of numbers: ±1 in float32.
import type { LayerScope } from '../layer-scope';

/** The operands of Where that make −1 of x < 0 and +1 of everything else, −0 included. ONNX's Sign gives 0 at 0. */
export function signOperands(scope: LayerScope, x: string, label: string): [string, string, string] {
  const scalar = (name: string, value: number) => scope.constant(`${label}-${name}`, Float32Array.of(value), []);
  const isBelow = scope.node('Less', [x, scalar('zero', 0)], `${label}-below`);
  return [isBelow, scalar('minus-one', -1), scalar('plus-one', 1)];
}
