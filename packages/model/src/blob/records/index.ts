// The layer kinds that a .bpm file can hold, in the order of their codes.
import { BitplaneError } from '../../errors';
import type { Layer } from '../../graph';
import type { TensorType } from '../../tensor';
import { affineRecord } from './affine';
import { averagePoolRecord } from './average-pool';
import { binaryConv2DRecord } from './binary-conv2d';
import { bitMaxPoolRecord } from './bit-max-pool';
import { int8Conv2DRecord } from './int8-conv2d';
import type { RecordFormat } from './layer-record';
import { preluRecord } from './prelu';
import { reluRecord } from './relu';
import { thresholdRecord } from './threshold';

const RECORDS = [
  int8Conv2DRecord,
  binaryConv2DRecord,
  thresholdRecord,
  bitMaxPoolRecord,
  affineRecord,
  preluRecord,
  averagePoolRecord,
  reluRecord,
] as readonly RecordFormat<Layer>[];

export const recordWithCode = (code: number): RecordFormat<Layer> | undefined =>
  RECORDS.find((record) => record.code === code);

/** The record of a layer that reads `input` and makes `output`. Throws E_LAYER if files cannot hold it. */
export function recordOf(layer: Layer, input: TensorType, output: TensorType): RecordFormat<Layer> {
  const record = RECORDS.find(({ kind }) => kind === layer.kind);
  const advice = "; run the converter's passes first";
  if (record === undefined) {
    const kinds = RECORDS.map(({ kind }) => kind).join(', ');
    throw new BitplaneError(
      'E_LAYER',
      `layer '${layer.name}': expected a kind that .bpm files hold (${kinds}), got ${layer.kind}${advice}`,
    );
  }
  if (!record.inputs.includes(input.element) || record.output !== output.element) {
    const expected = `${record.inputs.join(' or ')} → ${record.output}`;
    const got = `${input.element} → ${output.element}`;
    throw new BitplaneError(
      'E_LAYER',
      `layer '${layer.name}' (${layer.kind}): .bpm files hold ${expected}, got ${got}${advice}`,
    );
  }
  return record;
}
