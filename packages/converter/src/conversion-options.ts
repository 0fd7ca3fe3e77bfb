// Options of the commands that convert a network: which passes, and what becomes of its float layers.
import { didYouMean, Option, type Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { FLOAT_LAYERS } from './float-layers/quantize-float-layers';
import { PASSES } from './passes';

const NONE = 'none';
const CHOSEN = PASSES.filter(({ isRequired }) => isRequired !== true).map(({ name }) => name);
const REQUIRED = PASSES.filter(({ isRequired }) => isRequired === true).map(({ name }) => name);

/** Names separated by commas, or `none`. Throws E_USAGE for others. */
export function passNames(text: string): readonly string[] {
  if (text.trim() === NONE) return [];
  const known = PASSES.map(({ name }) => name);
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new BitplaneError(
    'E_USAGE',
    `expected --passes to list some of ${CHOSEN.join(', ')}, or ${NONE}, got "${unknown}"${didYouMean(unknown, [...known, NONE])}`,
  );
}

/** Adds them; their values are ConversionOptions. */
export const addConversionOptions = (command: Command): Command =>
  command
    .option(
      '--passes <names>',
      `passes to apply, separated by commas: ${CHOSEN.join(', ')}; or ${NONE} (default: all; always applied: ${REQUIRED.join(', ')})`,
      passNames,
    )
    .addOption(
      new Option(
        '--float-layers <form>',
        'convolutions and dense layers of floats: as they are, or rounded to 8 bits by the images of --images',
      )
        .choices(FLOAT_LAYERS)
        .default(FLOAT_LAYERS[0]),
    );
