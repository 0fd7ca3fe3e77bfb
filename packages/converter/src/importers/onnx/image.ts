// The file's input as an image of bytes.
import { BitplaneError, type Shape } from '@bitplane/model';
import type { InputOptions } from '../input/image-tables';
import type { ValueInfoProto } from './proto/messages';
import { elementOfCode, type Element } from './values/constant';
import { nchwView, nhwcView, reshapeView, type View } from './values/view';

export interface OnnxImage {
  readonly shape: Shape;
  readonly view: View;
  readonly element: Element;
}

/** A side of an image here; a batch that is fixed is one of at most as many images. */
const MAX_SIDE = 65535;

const MAX_NUMBERS = 2 ** 26;

/** Throws E_LAYER for an input of no fixed size, E_USAGE for a layout that does not fit. */
export function readImage(path: string, { name, type }: ValueInfoProto, { inputLayout }: InputOptions): OnnxImage {
  const reject = (expected: string, got: string, code: 'E_LAYER' | 'E_USAGE' = 'E_LAYER'): never => {
    throw new BitplaneError(code, `${path}: input ${name}: expected ${expected}, got ${got}`);
  };
  const tensor = type?.tensorType;
  const element = elementOfCode(tensor?.elemType ?? 0) ?? reject('numbers', `element type ${tensor?.elemType}`);
  const dims = (tensor?.shape?.dim ?? []).map(({ value, dimValue }) => (value === 'dimValue' ? dimValue! : null));
  const shown = `[${dims.map((dim) => dim ?? '?').join()}]`;
  const sizes = dims.slice(1).map((dim) => dim ?? 0);
  if (sizes.some((size) => !(Number.isSafeInteger(size) && size >= 1 && size <= 2 ** 24)))
    reject('an image of fixed size, [N, channels, height, width]', `${shown}; export it for images of one size`);
  if (sizes.reduce((product, size) => product * size, 1) > MAX_NUMBERS)
    reject(`an image of at most ${MAX_NUMBERS} numbers`, `${shown}; export it for smaller images`);
  const batch = dims[0] ?? 1;
  if (!(Number.isSafeInteger(batch) && batch >= 1 && batch <= MAX_SIDE))
    reject('a batch of 1 or more, or a free one', shown);
  if (sizes.length === 3) return { element, ...imageOf(sizes, batch, inputLayout ?? guessLayout(sizes), reject) };
  if (sizes.length === 1) return { element, ...flatOf(sizes[0], batch, inputLayout, reject) };
  return reject('an image [N, channels, height, width], or one that is flattened, [N, numbers]', shown);
}

type Reject = (expected: string, got: string, code: 'E_USAGE') => never;
type Placed = Pick<OnnxImage, 'shape' | 'view'>;

/** ONNX's own layout, unless only the other one makes an image of at most four channels. */
const guessLayout = ([first, , last]: readonly number[]): string => (first > 4 && last <= 4 ? 'nhwc' : 'nchw');

function imageOf([a, b, c]: readonly number[], batch: number, layout: string, reject: Reject): Placed {
  if (layout === 'nchw') {
    const shape = { channels: a, height: b, width: c };
    return { shape, view: nchwView(shape, batch) };
  }
  if (layout === 'nhwc') {
    const shape = { height: a, width: b, channels: c };
    return { shape, view: nhwcView(shape, batch) };
  }
  return reject('--input-layout nchw or nhwc', layout, 'E_USAGE');
}

/** Without a layout a row of numbers is one pixel. Flattened images are [channels, height, width] in the file. */
function flatOf(length: number, batch: number, layout: string | undefined, reject: Reject): Placed {
  const [height, width, channels] = layout === undefined ? [1, 1, length] : layout.split('x').map(Number);
  if (!(height * width * channels === length))
    return reject(
      `--input-layout to be height x width x channels of ${length} numbers, such as 28x28x1`,
      String(layout),
      'E_USAGE',
    );
  const shape = { height, width, channels };
  return { shape, view: reshapeView(nchwView(shape, batch), [batch, length])! };
}
