// Activations as the interpreter holds them: one image, NHWC without N.

/** Height, width and channels of an activation. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Max rows, and max columns, of a tensor: readers walk along both. */
export const MAX_SIDE = 65535;

/**
 * What one element is. `bits` are signs (1 means −1, docs/bits.md). `float64` exists only in a Model that the passes
 * have not finished: it defines the chain from accumulator to sign; `float32` is what a runtime computes.
 */
export type ElementType = 'uint8' | 'bits' | 'int32' | 'float32' | 'float64';

export interface TensorType extends Shape {
  readonly element: ElementType;
}

interface Elements {
  readonly uint8: Uint8Array;
  /** One byte for each sign, 0 or 1; packed only in files and at run time. */
  readonly bits: Uint8Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

/** An activation, data: [height, width, channels], row-major. */
export type TensorOf<Element extends ElementType> = Element extends ElementType
  ? Shape & { readonly element: Element; readonly data: Elements[Element] }
  : never;
export type Tensor = TensorOf<ElementType>;

/** "bits 15×15×64" */
export const describeType = ({ element, height, width, channels }: TensorType): string =>
  `${element} ${height}×${width}×${channels}`;

export const numElements = ({ height, width, channels }: Shape): number => height * width * channels;

const CONSTRUCTORS = {
  uint8: Uint8Array,
  bits: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A tensor of zeros. */
export function zeros<Element extends ElementType>(element: Element, shape: Shape): TensorOf<Element> {
  const { height, width, channels } = shape;
  return { element, height, width, channels, data: new CONSTRUCTORS[element](numElements(shape)) } as TensorOf<Element>;
}
