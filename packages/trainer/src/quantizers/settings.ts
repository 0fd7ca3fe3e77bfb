// The settings of quantizers: what a configuration may say, and what holds when it says nothing.
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export interface Setting<Value> {
  /** Undefined: a value has to be given. */
  readonly initial: Value | undefined;
  /** For the message that rejects a value. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

export type SettingsOf<Settings extends object> = { readonly [Name in keyof Settings]: Setting<Settings[Name]> };

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

export const positive = (initial: number): Setting<number> => ({
  initial,
  expected: 'a number above 0',
  accepts: (value) => isNumber(value) && value > 0,
});

export const numberBetween = (low: number, high: number, initial: number): Setting<number> => ({
  initial,
  expected: `a number from ${low} to ${high}`,
  accepts: (value) => isNumber(value) && value >= low && value <= high,
});

export const integerBetween = (low: number, high: number, initial: number): Setting<number> => ({
  initial,
  expected: `an integer from ${low} to ${high}`,
  accepts: (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
});

/** The first choice holds when nothing is said. */
export const oneOf = <Choice>(...choices: readonly Choice[]): Setting<Choice> => ({
  initial: choices[0],
  expected: choices.map(String).join(' or '),
  accepts: (value) => choices.includes(value as Choice),
});

/** All settings, given or initial. Throws E_LAYER for a value that is not accepted and for a name that is not known. */
export function completeSettings<Settings extends object>(
  known: SettingsOf<Settings>,
  given: Readonly<Record<string, unknown>>,
  where: string,
): Settings {
  const names = Object.keys(known) as (keyof Settings & string)[];
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    const expected = names.length === 0 ? 'no settings' : `settings among ${names.join(', ')}`;
    throw new BitplaneError('E_LAYER', `${where}: expected ${expected}, got "${unknown}"${didYouMean(unknown, names)}`);
  }
  const complete = names.map((name) => {
    const { initial, expected, accepts } = known[name];
    const value = given[name] ?? initial;
    if (accepts(value)) return [name, value];
    throw new BitplaneError('E_LAYER', `${where}: expected ${name} to be ${expected}, got ${JSON.stringify(value)}`);
  });
  return Object.fromEntries(complete) as Settings;
}
