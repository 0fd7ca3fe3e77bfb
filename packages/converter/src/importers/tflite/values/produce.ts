// What an operator makes, in the form that the file declares for its output.
import type { Shape } from '@bitplane/model';
import type { OperatorSource } from '../operator-source';
import type { TfliteTensor } from '../graph';
import type { Making } from '../reject';
import { valueOf, type ByteScale, type Layout, type Value } from './value';

/** Stored int8 + 128 is a byte. */
const OFFSET: Partial<Record<TfliteTensor['type'], number>> = { INT8: 128, UINT8: 0 };

/** Scale and zero point of a tensor of bytes; null for one of floats. Rejects all others. */
export function byteScaleOf(making: Pick<Making, 'reject'>, tensor: TfliteTensor): ByteScale | null {
  const { type, quantization, name } = tensor;
  if (type === 'FLOAT32') return null;
  const offset = OFFSET[type];
  if (offset === undefined) {
    const next = 'convert the network with floats or 8-bit integers';
    return making.reject(`tensor '${name}' to be FLOAT32, INT8 or UINT8`, type, next);
  }
  const scale = quantization?.scales[0] ?? 0;
  const zeroPoint = (quantization?.zeroPoints[0] ?? 0) + offset;
  const isByte = Number.isInteger(zeroPoint) && zeroPoint >= 0 && zeroPoint <= 255;
  if (quantization?.scales.length === 1 && Number.isFinite(scale) && scale > 0 && isByte) return { scale, zeroPoint };
  const got = `scales ${quantization?.scales.slice(0, 4).join() ?? 'none'} and zero point ${zeroPoint - offset}`;
  return making.reject(`tensor '${name}' of bytes to have one scale above 0 and a zero point among them`, got);
}

/** Numbers that the operator made; the file may round them to bytes. */
export function produced(source: OperatorSource, numbers: string, shape: Shape, layout?: Layout): Value {
  const byteScale = byteScaleOf(source, source.output);
  const forms = byteScale === null ? { numbers } : { unrounded: numbers };
  return valueOf({ name: source.name, shape, forms, byteScale, ...(layout && { layout }) });
}

/** The same for an operator that changes numbers and no shape. */
export const elementwise = (source: OperatorSource, input: Value, numbers: string): Value =>
  produced(source, numbers, input.shape, input.layout);
