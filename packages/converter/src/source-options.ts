// Options of the commands that read a trained network: what its file need not say.
import type { Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { IMPORTERS } from './importers';

/** Separated by commas. */
const numbers = (text: string): number[] => {
  const list = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (list.every((number) => Number.isFinite(number))) return list;
  throw new BitplaneError('E_USAGE', `expected numbers separated by commas, such as 0.485,0.456,0.406, got "${text}"`);
};

/** Adds them; their values are NetworkOptions. */
export const addSourceOptions = (command: Command): Command =>
  command
    .option(
      '--format <name>',
      `format of the trained network: ${IMPORTERS.map(({ name }) => name).join(', ')} (default: by its content)`,
    )
    .option('--input <formula>', 'how a byte becomes the number that the network was trained on, such as "u8/127.5-1"')
    .option(
      '--input-mean <numbers>',
      'subtracted after that: one number, or one per channel, separated by commas',
      numbers,
    )
    .option('--input-std <numbers>', 'what the difference is divided by', numbers)
    .option('--input-layout <layout>', "layout of the file's input: nchw, nhwc, or 28x28x1 for a flattened image");
