// Numbers around an image: taken by a convolution as its own padding, or made for everything else.
import { affineLayer, type Padding } from '@bitplane/model';
import type { Making } from '../reject';
import { numbersOf, repeatedBits, repeatedNumbers } from './forms';
import { valueOf, type Value } from './value';

export const isPadded = ({ top, left, bottom, right }: Padding): boolean => top + left + bottom + right > 0;

export const addPadding = (a: Padding, b: Padding): Padding => ({
  top: a.top + b.top,
  left: a.left + b.left,
  bottom: a.bottom + b.bottom,
  right: a.right + b.right,
});

/**
 * The image with its pads inside, exactly: zeros around numbers, or ±1 around signs. Rejects other numbers, which no
 * layer here can put around an image.
 */
export function withoutPads(making: Making, value: Value): Value {
  const { pads, name, shape, forms, magnitude } = value;
  if (pads === null) return value;
  const { net } = making;
  const { top, left, bottom, right } = pads.padding;
  const larger = { ...shape, height: shape.height + top + bottom, width: shape.width + left + right };
  const repeated = { name: `${name}/padded`, shape, padding: pads.padding };
  const plain = { ...value, pads: null };
  if (forms.bits !== undefined && Math.abs(pads.value) === magnitude) {
    const padValue = pads.value < 0 ? -1 : 1;
    const sums = net.add(repeatedBits(net, { ...repeated, input: forms.bits, padValue }));
    const scale = net.filled(shape.channels, magnitude);
    const numbers = net.add(affineLayer(`${name}/numbers`, sums, { scale }));
    const bits = net.add({ kind: 'sign', name: `${name}/bits`, inputs: [numbers] });
    return valueOf({ ...plain, shape: larger, forms: { bits, numbers } });
  }
  if (pads.value === 0) {
    const numbers = net.add(repeatedNumbers(net, { ...repeated, input: numbersOf(net, plain) }));
    return valueOf({ ...plain, shape: larger, forms: { numbers } });
  }
  return making.reject(
    'padding with 0, or with ±1 around signs',
    `${pads.value} from a PADV2 before it`,
    'pad with 0, or let a binary convolution read it',
  );
}
