// Quantised activations as planes of signs: a = offset + unit·Σ s_p·b_p, where the s_p are whole numbers if the values
// lie at equal distances.
import type { Levels } from '@bitplane/model';
import { shiftedSigns, signs, type InputPlanes, type Operand } from './input-planes';

/** A step function of numbers: values[how many of the channel's bounds are ≤ x]. */
export interface Staircase {
  /** [1 or channels] ascending lists of one length */
  readonly bounds: readonly Float64Array[];
  /** One more than bounds of a channel; neighbours differ. */
  readonly values: Float64Array;
}

export interface LevelPlan {
  /** Zeros are padded around the image, to which no offset is added. */
  readonly isPadded: boolean;
  /**
   * Planes of one scale are wanted where they are few: thresholds can pool the bits of a thermometer alone, and one
   * convolution makes one sum of them.
   */
  readonly prefersThermometer: boolean;
}

export interface LevelOperand extends Operand {
  readonly channels: number;
}

export interface LevelPlanes extends InputPlanes {
  readonly unit: number;
  /** 0 where a plane holds it. */
  readonly offset: number;
}

/** What thresholds on sums can make at once; a code of more planes pays off no more. */
const MAX_PLANES = 4;
/** As many pairs as a layer has at most. */
const MAX_THERMOMETER = 15;

/**
 * Two values make one plane, three a thermometer, more at equal distances a binary code. Where zeros are padded and 0
 * is not the middle of the values, one more plane holds the offset: it is +1 inside the image and padded as the others
 * are. Null for values that such planes cannot tell apart.
 */
export function levelPlanes(operand: LevelOperand, staircase: Staircase, plan: LevelPlan): LevelPlanes | null {
  const code = codeOf(staircase, plan);
  if (code === null) return null;
  const { unit, middle, scales } = code;
  const isCentred = Math.abs(middle) < CLOSE * Math.abs(unit);
  const constantPlane = plan.isPadded && !isCentred;
  const shared = { unit, offset: constantPlane || isCentred ? 0 : middle };
  if (code.numBounds === 1 && !constantPlane && staircase.bounds.every(([bound]) => Number.isFinite(bound)))
    return { ...signsFrom(operand, staircase.bounds), scales: Float64Array.of(1), ...shared };
  const bits = `${operand.name}/input`;
  const layer: Levels = {
    ...{ kind: 'levels', name: bits, inputs: [operand.input], constantPlane },
    ...codedBounds(staircase.bounds, code),
  };
  const share = middle / unit;
  const constant = Math.abs(share - Math.round(share)) < CLOSE ? Math.round(share) : share;
  return {
    layers: [layer],
    bits,
    scales: Float64Array.from(constantPlane ? [...scales, constant] : scales),
    ...shared,
  };
}

/** One plane: the sign of x − bound. */
function signsFrom(operand: LevelOperand, bounds: readonly Float64Array[]): InputPlanes {
  if (bounds.every(([bound]) => bound === 0)) return signs(operand);
  const offset = Float64Array.from({ length: operand.channels }, (_, c) => -bounds[bounds.length === 1 ? 0 : c][0]);
  return shiftedSigns(operand, offset);
}

/** Of a step: values in float32 that are meant to be whole multiples of one number differ by less. */
const CLOSE = 1e-5;

interface Code {
  readonly code: Levels['code'];
  readonly numBounds: number;
  readonly unit: number;
  readonly middle: number;
  readonly scales: readonly number[];
}

function codeOf({ values }: Staircase, { prefersThermometer }: LevelPlan): Code | null {
  const numBounds = values.length - 1;
  const step = (values[numBounds] - values[0]) / numBounds;
  const steps = Array.from({ length: numBounds }, (_, t) => values[t + 1] - values[t]);
  const isEven = steps.every((each) => Math.abs(each - step) < CLOSE * Math.abs(step));
  if (numBounds < 1 || (!isEven && numBounds > MAX_THERMOMETER)) return null;
  const numPlanes = Math.ceil(Math.log2(numBounds + 1));
  if (!isEven || numBounds < 3 || (prefersThermometer && numBounds <= MAX_PLANES)) {
    const middle = (values[0] + values[numBounds]) / 2;
    if (isEven) return { code: 'thermometer', numBounds, unit: step / 2, middle, scales: steps.map(() => 1) };
    return { code: 'thermometer', numBounds, unit: 0.5, middle, scales: steps };
  }
  if (numPlanes > MAX_PLANES) return null;
  return {
    code: 'binary',
    numBounds: 2 ** numPlanes - 1,
    unit: step / 2,
    middle: values[0] + ((2 ** numPlanes - 1) * step) / 2,
    scales: Array.from({ length: numPlanes }, (_, p) => 2 ** (numPlanes - 1 - p)),
  };
}

/** A code of more levels than there are values has bounds that no number reaches. */
function codedBounds(
  bounds: readonly Float64Array[],
  { code, numBounds }: Code,
): Pick<Levels, 'code' | 'numBounds' | 'bounds' | 'perChannel'> {
  const rows = Array.from({ length: numBounds }, (_, t) => bounds.map((list) => list[t] ?? Infinity));
  return { code, numBounds, bounds: Float64Array.from(rows.flat()), perChannel: bounds.length > 1 };
}
