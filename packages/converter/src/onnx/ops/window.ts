// A model's window as ONNX spells it. Activations in the graph are NCHW: ONNX has no other layout.
import type { Window } from '@bitplane/model';
import type { Attributes } from '../graph-builder';
import type { LayerScope } from '../layer-scope';

const NO_PADS = [0, 0, 0, 0];

/** The attributes of Conv and MaxPool; without `padded` the pads are left to a Pad node. */
export function windowAttributes({ size, stride, dilation, padding }: Window, padded: boolean): Attributes {
  const { top, left, bottom, right } = padding;
  return {
    kernel_shape: [...size],
    strides: [...stride],
    dilations: [...dilation],
    pads: padded ? [top, left, bottom, right] : NO_PADS,
  };
}

/**
 * The attributes of AveragePool. Padded taps do not count. Dilations of 1 are left out: onnxruntime copies them to its
 * own operator for bytes, which does not know them.
 */
export function averageAttributes(window: Window): Attributes {
  const { dilations, ...attributes } = windowAttributes(window, true);
  const isDilated = window.dilation.some((each) => each > 1);
  return { ...attributes, ...(isDilated ? { dilations } : {}), count_include_pad: 0 };
}

export const hasPadding = ({ padding: { top, left, bottom, right } }: Window): boolean =>
  top + left + bottom + right > 0;

/** Pads an image x: [N, C, H, W] float32 with `value`, for what Conv and MaxPool cannot pad with themselves. */
export function padImage(scope: LayerScope, x: string, { padding }: Window, value: number): string {
  const { top, left, bottom, right } = padding;
  const pads = scope.int64('pads', [0, 0, top, left, 0, 0, bottom, right]);
  return scope.node('Pad', [x, pads, scope.constant('pad-value', Float32Array.of(value), [])], 'padded');
}
