// The numbers that a network was trained on, for each byte of each channel of its image.
import { BitplaneError } from '@bitplane/model';
import { parseByteFunction } from './byte-function';

export interface InputOptions {
  /** A formula of u8; default with a mean or a deviation: u8/255. */
  readonly input?: string;
  /** Subtracted after the formula: one number, or one for each channel. */
  readonly inputMean?: readonly number[];
  /** What the difference is divided by. */
  readonly inputStd?: readonly number[];
  /** How the file's input lies: nchw, nhwc, or height x width x channels of an image that is flattened in it. */
  readonly inputLayout?: string;
}

const MEANS = '--input-mean 0.485,0.456,0.406 --input-std 0.229,0.224,0.225';

export const EXAMPLE_OF_INPUT =
  `for example --input "u8/255" for images of torchvision's ToTensor, with ${MEANS} where they are normalised, ` +
  'or --input "u8/127.5-1" for numbers from -1 to 1';

export const saysInput = ({ input, inputMean, inputStd }: InputOptions): boolean =>
  input !== undefined || inputMean !== undefined || inputStd !== undefined;

/** [channels] tables of 256 numbers: (formula(u8) − mean)/std in float32. Throws E_USAGE. */
export function imageTables({ input = 'u8/255', inputMean, inputStd }: InputOptions, channels: number): Float32Array[] {
  const formula = parseByteFunction(input);
  const means = perChannel('--input-mean', inputMean, channels);
  const deviations = perChannel('--input-std', inputStd, channels);
  if (deviations?.some((each) => each === 0))
    throw new BitplaneError('E_USAGE', 'expected --input-std other than 0, got 0');
  return Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: 256 }, (__, byte) => {
      const centred = means === null ? formula(byte) : Math.fround(formula(byte) - Math.fround(means[c]));
      return deviations === null ? centred : centred / Math.fround(deviations[c]);
    }),
  );
}

function perChannel(
  option: string,
  numbers: readonly number[] | undefined,
  channels: number,
): readonly number[] | null {
  if (numbers === undefined) return null;
  if (numbers.length === 1) return Array.from({ length: channels }, () => numbers[0]);
  if (numbers.length === channels) return numbers;
  throw new BitplaneError('E_USAGE', `expected ${option} to be 1 or ${channels} numbers, got ${numbers.length}`);
}
