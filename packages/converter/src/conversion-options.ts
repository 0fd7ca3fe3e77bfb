// Options of the commands that convert a network: which passes, and what becomes of its float layers.
import { didYouMean, Option, type Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { FLOAT_LAYERS } from './float-layers/quantize-float-layers';
import { PASSES } from './passes';

const NONE = 'none';
const CHOSEN = PASSES.filter(({ isRequired }) => isRequired !== true).map(({ name }) => name);
const REQUIRED = PASSES.filter(({ isRequired }) => isRequired === true).map(({ name }) => name);

const WITHOUT = 'no-';

/** Names separated by commas, or `none`; names after `no-` are left out of all. Throws E_USAGE for others. */
export function passNames(text: string): readonly string[] {
  if (text.trim() === NONE) return [];
  const known = PASSES.map(({ name }) => name);
  const given = text.split(',').map((name) => name.trim());
  const isWithout = given.every((name) => name.startsWith(WITHOUT));
  const names = isWithout ? given.map((name) => name.slice(WITHOUT.length)) : given;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return isWithout ? known.filter((name) => !names.includes(name)) : names;
  throw new BitplaneError(
    'E_USAGE',
    `expected --passes to list some of ${CHOSEN.join(', ')}, each or none of them after ${WITHOUT}, or ${NONE}, got "${unknown}"${didYouMean(unknown, [...known, NONE])}`,
  );
}

/** Adds them; their values are ConversionOptions. */
export const addConversionOptions = (command: Command): Command =>
  command
    .option(
      '--passes <names>',
      `passes to apply, separated by commas: ${CHOSEN.join(', ')}; or ${NONE}; or all but those after ${WITHOUT} (default: all; always applied: ${REQUIRED.join(', ')})`,
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
