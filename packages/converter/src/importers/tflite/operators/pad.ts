// PAD and PADV2: numbers around the image, which the operator that reads it takes as its padding.
import type { OperatorSource } from '../operator-source';
import { addPadding, isPadded, withoutPads } from '../values/pads';
import type { Value } from '../values/value';

/** More would not be rows or columns of any image. */
const MAX_PADS = 65535;

/** Rows [before, after] for each dimension as input 1; for PADV2 a number as input 2, else the image's zero. */
export function importPad(source: OperatorSource): Value {
  const input = source.requireImage(source.padded(0));
  const { stored, dims } = source.constant(1, 'paddings');
  const counts = Array.from(stored);
  const isOfImage = dims.join() === '4,2' && [0, 1, 6, 7].every((k) => counts[k] === 0);
  if (!isOfImage || counts.some((count) => count < 0 || count > MAX_PADS)) {
    const next = 'pad rows and columns only; channels of zeros can be added by a 1×1 convolution';
    source.reject('paddings of rows and columns', `[${counts.slice(0, 8).join()}]`, next);
  }
  const [, , top, bottom, left, right] = counts;
  const padding = { top, bottom, left, right };
  const around = source.numInputs > 2 ? source.finite(source.constant(2, 'number'))[0] : 0;
  if (!isPadded(padding)) return { ...input, name: source.name };
  const joins = input.pads === null || input.pads.value === around;
  const inner = joins ? input : withoutPads(source, input);
  const all = inner.pads === null ? padding : addPadding(inner.pads.padding, padding);
  return { ...inner, name: source.name, pads: { padding: all, value: around } };
}
