// A quantizer as a function of one number.
import { roundHalfEven } from '@bitplane/model';
import { smallestFloat32 } from '../values/float32-order';
import type { StepFunction } from '../values/steps';

export interface Quantizer {
  /** All that it makes, ascending. */
  readonly codes: readonly number[];
  /** The code of a number that was divided by the scale; rises with it. */
  readonly codeOf: (scaled: number) => number;
  /** number = (code − zeroPoint)·scale */
  readonly zeroPoint: number;
  /** The codes are all whole numbers between two, rounded half to even. */
  readonly isGrid: boolean;
  /** The zero point is odd and added before rounding (Grid). */
  readonly isShiftedFirst: boolean;
}

export interface CodeRange {
  readonly zeroPoint: number;
  readonly lowest: number;
  readonly highest: number;
}

const codesBetween = ({ lowest, highest }: CodeRange): number[] =>
  Array.from({ length: highest - lowest + 1 }, (_, k) => lowest + k);

const awayFromZero =
  (round: (magnitude: number) => number) =>
  (x: number): number =>
    Math.sign(x) * round(Math.abs(x));

/** QONNX's rounding modes; ROUND_TO_ZERO is Brevitas' name of DOWN. */
export const ROUNDINGS: ReadonlyMap<string, (x: number) => number> = new Map([
  ['ROUND', roundHalfEven],
  ['HALF_EVEN', roundHalfEven],
  ['HALF_UP', awayFromZero((magnitude) => Math.floor(magnitude + 0.5))],
  ['HALF_DOWN', awayFromZero((magnitude) => Math.ceil(magnitude - 0.5))],
  ['UP', awayFromZero(Math.ceil)],
  ['DOWN', Math.trunc],
  ['ROUND_TO_ZERO', Math.trunc],
  ['CEIL', Math.ceil],
  ['FLOOR', Math.floor],
]);

/** code = round(clamp(x / scale + zeroPoint)), as qonnx computes it. */
export function clampedQuantizer(range: CodeRange, round: (x: number) => number): Quantizer {
  const { zeroPoint, lowest, highest } = range;
  return {
    codes: codesBetween(range),
    codeOf: (scaled) => round(Math.max(lowest, Math.min(highest, Math.fround(scaled + zeroPoint)))),
    zeroPoint,
    isGrid: round === roundHalfEven,
    isShiftedFirst: zeroPoint % 2 !== 0,
  };
}

/** code = clamp(round(x / scale) + zeroPoint), as ONNX's QuantizeLinear. */
export function linearQuantizer(range: CodeRange): Quantizer {
  const { zeroPoint, lowest, highest } = range;
  return {
    codes: codesBetween(range),
    codeOf: (scaled) => Math.max(lowest, Math.min(highest, roundHalfEven(scaled) + zeroPoint)),
    zeroPoint,
    isGrid: true,
    isShiftedFirst: false,
  };
}

/** +1 for 0 and more, −1 for less; of qonnx's Quant of one bit with a zero point the sign of the sum. */
export const bipolarQuantizer = (zeroPoint = 0): Quantizer => ({
  codes: [-1, 1],
  codeOf: (scaled) => (Math.fround(scaled + zeroPoint) >= 0 ? 1 : -1),
  zeroPoint,
  isGrid: false,
  isShiftedFirst: false,
});

/** What it makes of float32 numbers; each code has the number that `numberOf` gives it. */
export function quantizerSteps(quantizer: Quantizer, scale: number, numberOf: (code: number) => number): StepFunction {
  const { codes, codeOf, zeroPoint, isGrid, isShiftedFirst } = quantizer;
  const bounds = codes.slice(1).map((next) => smallestFloat32((x) => codeOf(Math.fround(x / scale)) >= next));
  const values = Float64Array.from(codes, numberOf);
  const [lowest, highest] = [codes[0], codes.at(-1)!];
  const unit = values[1] - values[0];
  const origin = Math.round(lowest - values[0] / unit);
  const grid = isGrid ? { scale, zeroPoint, lowest, highest, unit, origin, isShiftedFirst } : null;
  return { bounds: [Float64Array.from(bounds)], values, grid };
}
