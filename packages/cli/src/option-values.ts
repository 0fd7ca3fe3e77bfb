// What the value of an option may be; commander puts the option's name before these messages.
import { BitplaneError } from '@bitplane/model';
import { InvalidArgumentError } from 'commander';

/** A parser of whole numbers from `min` to `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number ${range}.`);
  };
}

/** Parses a whole number of at least 1, in any spelling that JavaScript knows, such as 1e3. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a positive integer.');
  return value;
}

/** A parser of numbers of at least 0, such as 0.5. */
export function amount(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a number of at least 0.');
}

/** A parser of numbers with a unit, such as 1gbit or 0.5ms. units: what each of them is worth. */
export function quantity(units: Readonly<Record<string, number>>): (text: string) => number {
  const names = Object.keys(units);
  return (text) => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text.toLowerCase()) ?? [];
    if (unit in units) return Number(number) * units[unit];
    throw new InvalidArgumentError(`expected a number with its unit (${names.join(', ')}), such as 1${names[0]}.`);
  };
}

/** Parses "3%" and "3", in per cent. */
export function percentage(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('expected a percentage such as 3%.');
  return Number(match[1]);
}

/** A parser of numbers from 0 to below `end`. */
export const amountBelow =
  (end: number) =>
  (text: string): number => {
    if (amount(text) < end) return amount(text);
    throw new InvalidArgumentError(`expected a number from 0 to below ${end}.`);
  };

/**
 * The members that the text names, separated by commas, in their own order. Throws E_USAGE, with the option's name, for
 * one that none of them has.
 */
export function chooseByName<T extends { readonly name: string }>(
  option: string,
  text: string,
  members: readonly T[],
): T[] {
  const wanted = text.split(',').filter((name) => name !== '');
  const known = members.map(({ name }) => name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return members.filter(({ name }) => wanted.includes(name));
  throw new BitplaneError('E_USAGE', `${option}: expected some of ${known.join(', ')}, got "${unknown}"`);
}

/** Collects an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** A parser of an option whose second value would silently replace the first. `advice` says what to do instead. */
export function once(advice: string): (text: string) => string {
  let isGiven = false;
  return (text) => {
    if (isGiven) throw new InvalidArgumentError(`expected the option once: ${advice}.`);
    isGiven = true;
    return text;
  };
}
