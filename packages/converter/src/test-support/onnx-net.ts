// Networks drafted for ONNX tests, with random weights, and their comparison with onnxruntime.
import { seededRandom, type Layer, type Random } from '@bitplane/model';
import { applyPasses } from '../passes';
import { OnnxDraft, type DraftAttribute, type DraftOptions } from './onnx-draft';
import { importBytes, interpreterScores, onnxruntimeScores, testImages } from './onnx-oracle';

const random = seededRandom(3);

const product = (dims: readonly number[]): number => dims.reduce((total, dim) => total * dim, 1);

/** A drafted graph, with what all tests need. Two of one seed have the same weights. */
export class Net extends OnnxDraft {
  private readonly random: Random;

  constructor(options: DraftOptions = {}, seed = 1) {
    super(options);
    this.random = seededRandom(seed);
  }

  numbers(length: number): number[] {
    return Array.from({ length }, () => Math.fround(this.random.bell()));
  }

  positive(length: number): number[] {
    return this.numbers(length).map((value) => Math.abs(value) + 0.5);
  }

  floats(...dims: number[]): string {
    return this.constant(dims, this.numbers(product(dims)));
  }

  ints(...values: number[]): string {
    return this.constant([values.length], values, 'int64');
  }

  /** Float convolution 3×3 of the image: numbers of both signs. */
  stem(filters = 4): string {
    return this.node('Conv', ['x', this.floats(filters, 3, 3, 3), this.floats(filters)], { pads: [1, 1, 1, 1] });
  }

  signs(input: string): string {
    return this.node('Where', [this.node('GreaterOrEqual', [input, this.scalar(0)]), this.scalar(1), this.scalar(-1)]);
  }

  /** A dense layer over all numbers of an image of that size. */
  scores(input: string, size: number): string {
    return this.node('Gemm', [this.node('Flatten', [input]), this.floats(5, size), this.floats(5)], { transB: 1 });
  }
}

/** The same with QONNX's quantizers spelt out in operators of ONNX, which onnxruntime knows. */
class SpeltOutNet extends Net {
  override node(
    op: string,
    input: readonly string[],
    attributes: Readonly<Record<string, DraftAttribute>> = {},
  ): string {
    if (op === 'BipolarQuant') return this.node('Mul', [this.signs(input[0]), input[1]]);
    if (op === 'Quant') return this.quant(input, attributes);
    if (op === 'MultiThreshold') return this.multiThreshold(input, attributes);
    return super.node(op, input, attributes);
  }

  private quant(
    [x, scale, zeroPoint, bits]: readonly string[],
    { signed, narrow, rounding_mode: mode }: Attributes,
  ): string {
    const [n, isSigned, isNarrow] = [this.constantOf(bits).values[0], signed === 1, narrow === 1 ? 1 : 0];
    const lowest = isSigned ? -(2 ** (n - 1)) + isNarrow : 0;
    const highest = isSigned ? 2 ** (n - 1) - 1 : 2 ** n - 1 - isNarrow;
    const shifted = this.node('Add', [this.node('Div', [x, scale]), zeroPoint]);
    const clipped = this.node('Clip', [shifted, this.scalar(lowest), this.scalar(highest)]);
    return this.node('Mul', [this.node('Sub', [this.round(clipped, mode as string), zeroPoint]), scale]);
  }

  private round(x: string, mode: string): string {
    const whole = { ROUND: 'Round', CEIL: 'Ceil', FLOOR: 'Floor' }[mode];
    if (whole !== undefined) return this.node(whole, [x]);
    const magnitude = this.node('Abs', [x]);
    const rounded = {
      UP: () => this.node('Ceil', [magnitude]),
      DOWN: () => this.node('Floor', [magnitude]),
      HALF_UP: () => this.node('Floor', [this.node('Add', [magnitude, this.scalar(0.5)])]),
      HALF_DOWN: () => this.node('Ceil', [this.node('Sub', [magnitude, this.scalar(0.5)])]),
    }[mode]!();
    return this.node('Mul', [this.node('Sign', [x]), rounded]);
  }

  private multiThreshold([x, thresholds]: readonly string[], { out_scale: scale, out_bias: bias }: Attributes): string {
    const numbers = this.node('Transpose', [thresholds]);
    const counts = Array.from({ length: this.constantOf(thresholds).dims[1] }, (_, t) => {
      const row = this.node('Gather', [numbers, this.scalar(t, 'int64')], { axis: 0 });
      const bound = this.node('Reshape', [row, this.constant([3], [-1, 1, 1], 'int64')]);
      return this.node('Cast', [this.node('GreaterOrEqual', [x, bound])], { to: 1 });
    });
    const count = counts.reduce((sum, each) => this.node('Add', [sum, each]));
    const number = (value: DraftAttribute): string => this.scalar((value as { float: number }).float);
    return this.node('Add', [this.node('Mul', [count, number(scale)]), number(bias)]);
  }
}

type Attributes = Readonly<Record<string, DraftAttribute>>;
type Build = (net: Net) => string;

/** Of the largest score: float32 sums in another order, and one rounding more or less. */
const SLACK = 1e-4;

/**
 * Imports what `build` drafts and compares its scores, before and after the passes, with those of onnxruntime. Returns
 * the layers after the passes. onnxruntime is given the quantizers spelt out.
 */
export const compareWithOnnxruntime = (build: Build, options: DraftOptions = {}): Promise<readonly Layer[]> =>
  compare(build, { options, slack: SLACK });

/** The same for networks all of whose sums are exact: every score has onnxruntime's bits. */
export const compareBitsWithOnnxruntime = (build: Build, options: DraftOptions = {}): Promise<readonly Layer[]> =>
  compare(build, { options, slack: 0 });

interface Comparing {
  readonly options: DraftOptions;
  /** Of the largest score. */
  readonly slack: number;
}

async function compare(build: Build, { options, slack: share }: Comparing): Promise<readonly Layer[]> {
  const seed = random.integer(0, 1e9);
  const [net, spelt] = [new Net(options, seed), new SpeltOutNet(options, seed)];
  const [bytes, oracle] = [net.toBytes(build(net)), spelt.toBytes(build(spelt))];
  const { model } = importBytes(bytes);
  const final = applyPasses(model);
  for (const image of testImages(model)) {
    const expected = await onnxruntimeScores(oracle, image, (byte) => Math.fround(byte / 255));
    const slack = share * Math.max(1, ...expected.map(Math.abs));
    // Before the passes the scores are those of real numbers.
    for (const scores of share === 0
      ? [interpreterScores(final, image)]
      : [interpreterScores(model, image), interpreterScores(final, image)]) {
      expect(scores).toHaveLength(expected.length);
      scores.forEach((score, k) => expect(Math.abs(score - expected[k])).toBeLessThanOrEqual(slack));
    }
  }
  return final.layers;
}
