// The layer kinds that a .bpm file can hold, in the order of their codes.
import { BitplaneError } from '../../errors';
import type { Layer } from '../../graph';
import type { TensorType } from '../../tensor';
import { addRecord } from './add';
import { affineRecord } from './affine';
import { averagePoolRecord } from './average-pool';
import { binaryConv2DRecord } from './binary-conv2d';
import { bitMaxPoolRecord } from './bit-max-pool';
import { channelShuffleRecord } from './channel-shuffle';
import { byteTableRecord } from './byte-table';
import { clipRecord } from './clip';
import { concatRecord } from './concat';
import { floatConv2DRecord } from './float-conv2d';
import { int8Conv2DRecord } from './int8-conv2d';
import { int8DenseRecord } from './int8-dense';
import type { RecordFormat } from './layer-record';
import { maxPoolRecord } from './max-pool';
import { multiThresholdRecord } from './multi-threshold';
import { planeSumRecord } from './plane-sum';
import { preluRecord } from './prelu';
import { quantizeRecord } from './quantize';
import { reluRecord } from './relu';
import { residualSignRecord } from './residual-sign';
import { signRecord } from './sign';
import { thresholdRecord } from './threshold';
import { upsampleRecord } from './upsample';

const RECORDS = [
  int8Conv2DRecord,
  binaryConv2DRecord,
  thresholdRecord,
  bitMaxPoolRecord,
  affineRecord,
  preluRecord,
  averagePoolRecord,
  reluRecord,
  signRecord,
  addRecord,
  concatRecord,
  maxPoolRecord,
  residualSignRecord,
  planeSumRecord,
  int8DenseRecord,
  multiThresholdRecord,
  channelShuffleRecord,
  byteTableRecord,
  floatConv2DRecord,
  clipRecord,
  upsampleRecord,
  quantizeRecord,
] as readonly RecordFormat<Layer>[];

/** In the order of their codes. */
export const STORED_KINDS = RECORDS.map(({ kind }) => kind);

export const recordWithCode = (code: number): RecordFormat<Layer> | undefined =>
  RECORDS.find((record) => record.code === code);

/** What a file lets layers of a kind read and make; null for a kind that no file holds. */
export function storedElements(kind: Layer['kind']): Pick<RecordFormat<Layer>, 'inputs' | 'outputs'> | null {
  return RECORDS.find((record) => record.kind === kind) ?? null;
}

/** The record of a layer that reads `inputs` and makes `output`. Throws E_LAYER if files cannot hold it. */
export function recordOf(layer: Layer, inputs: readonly TensorType[], output: TensorType): RecordFormat<Layer> {
  const record = RECORDS.find(({ kind }) => kind === layer.kind);
  const advice = "; run the converter's passes first";
  if (record === undefined) {
    throw new BitplaneError(
      'E_LAYER',
      `layer '${layer.name}': expected a kind that .bpm files hold (${STORED_KINDS.join(', ')}), got ${layer.kind}${advice}`,
    );
  }
  const complaint = elementComplaint(record, inputs, output);
  if (complaint !== null) {
    throw new BitplaneError('E_LAYER', `layer '${layer.name}' (${layer.kind}): .bpm files hold ${complaint}${advice}`);
  }
  return record;
}

/** What a file would hold and what came instead, or null where the element types are those of the record. */
export function elementComplaint(
  record: RecordFormat<Layer>,
  inputs: readonly TensorType[],
  output: TensorType,
): string | null {
  const isHeld = inputs.every(({ element }) => record.inputs.includes(element));
  if (isHeld && record.outputs.includes(output.element)) return null;
  const expected = `${record.inputs.join(' or ')} → ${record.outputs.join(' or ')}`;
  return `${expected}, got ${inputs.map(({ element }) => element).join(', ')} → ${output.element}`;
}
