// A network with an operator of each form that files have: builtin, custom, constants of floats and of packed words.
import { ARITHMETIC_OPTIONS, CONV_2D_OPTIONS, FULLY_CONNECTED_OPTIONS } from '../../importers/tflite/file/schema';
import { int32, int8, TfliteDraft } from './tflite-draft';

export const BCONV_OPTIONS = {
  ...{ channels_in: 8, dilation_height_factor: 1, dilation_width_factor: 1, fused_activation_function: 0 },
  ...{ pad_values: 1, padding: 0, stride_height: 1, stride_width: 1 },
};

/** Image 6 × 6 × 3 → 8 channels → signs → 8 channels by thresholds → pooled signs → 5 scores. */
export function smallNetwork(seed = 1): TfliteDraft {
  const draft = new TfliteDraft(seed);
  const image = draft.input([1, 6, 6, 3]);
  const at = CONV_2D_OPTIONS;
  const conv = draft.operator('CONV_2D', [image, draft.floats([8, 3, 3, 3]), draft.floats([8])], {
    dims: [1, 6, 6, 8],
    options: [int8(at.padding, 0), int32(at.strideWidth, 1), int32(at.strideHeight, 1), int8(at.activation, 1)],
  });
  const shifted = draft.operator('SUB', [conv, draft.floats([8])], {
    ...{ dims: [1, 6, 6, 8], options: [int8(ARITHMETIC_OPTIONS.activation, 0)] },
  });
  const bits = draft.operator('LceQuantize', [shifted], { dims: [1, 6, 6, 1], type: 'INT32' });
  const thresholds = draft.int32s([8], [30, 33, 36, 36, 37, 39, 2 ** 31 - 1, -(2 ** 31)]);
  const packed = draft.operator('LceBconv2d', [bits, draft.packed([8, 3, 3, 1], 8), -1, -1, thresholds], {
    ...{ dims: [1, 6, 6, 1], type: 'INT32', custom: BCONV_OPTIONS },
  });
  const pooled = draft.operator('LceBMaxPool2d', [packed], {
    ...{ dims: [1, 3, 3, 1], type: 'INT32' },
    custom: { padding: 1, stride_width: 2, stride_height: 2, filter_width: 2, filter_height: 2 },
  });
  const signs = draft.operator('LceDequantize', [pooled], { dims: [1, 3, 3, 8] });
  const flat = draft.operator('RESHAPE', [signs, draft.int32s([2], [-1, 72])], { dims: [1, 72] });
  const scores = draft.operator('FULLY_CONNECTED', [flat, draft.floats([5, 72]), draft.floats([5])], {
    ...{ dims: [1, 5], options: [int8(FULLY_CONNECTED_OPTIONS.activation, 0)] },
  });
  draft.operator('SOFTMAX', [scores], { dims: [1, 5], name: 'scores' });
  return draft;
}
