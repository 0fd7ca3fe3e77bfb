// Larq Compute Engine's LceQuantize and LceDequantize: numbers ↔ signs, bit 1 where a number is below 0.
import type { OperatorSource } from '../operator-source';
import { signsOf } from '../values/forms';
import { byteScaleOf } from '../values/produce';
import { valueOf, type Value } from '../values/value';

/** Numbers around the image become signs around it. */
export function importLceQuantize(source: OperatorSource): Value {
  const input = source.padded(0);
  const bits = signsOf(source.net, { ...input, pads: null });
  const pads = input.pads && { ...input.pads, value: input.pads.value < 0 ? -1 : 1 };
  const { shape, layout } = input;
  return valueOf({ name: source.name, shape, layout, pads, forms: { bits } });
}

/** ±1; as bytes the nearest to it, 1/scale steps from the zero point. */
export function importLceDequantize(source: OperatorSource): Value {
  const { shape, layout, pads, forms } = source.padded(0);
  const bits = forms.bits ?? source.reject('signs from an LceQuantize or LceBconv2d', 'numbers');
  const byteScale = byteScaleOf(source, source.output);
  const parts = { name: source.name, shape, layout, forms: { bits } };
  if (byteScale === null) return valueOf({ ...parts, pads });
  const steps = Math.round(1 / byteScale.scale);
  const magnitude = steps * byteScale.scale;
  if (byteScale.zeroPoint - steps < 0 || byteScale.zeroPoint + steps > 255) {
    const got = `scale ${byteScale.scale} and zero point ${byteScale.zeroPoint - 128}`;
    source.reject('8-bit integers that hold −1 and +1', got, 'convert with a range that holds both');
  }
  return valueOf({ ...parts, byteScale, magnitude, pads: pads && { ...pads, value: pads.value * magnitude } });
}
