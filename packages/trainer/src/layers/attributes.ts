// Checks of the attributes that a layer is made with: E_LAYER with the layer's name where one is out of range.
import { BitplaneError } from '@bitplane/model';

export type Pair = [number, number];

/** An attribute of a layer, for checks and their messages. */
export interface Attribute {
  readonly layer: string;
  readonly name: string;
}

export const invalid = ({ layer, name }: Attribute, expected: string, got: unknown): BitplaneError =>
  new BitplaneError('E_LAYER', `${layer}: expected ${name} to be ${expected}, got ${String(got)}`);

export function positive(attribute: Attribute, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw invalid(attribute, 'a positive integer', value);
  return value;
}

export function oneOf<Choice>(attribute: Attribute, value: Choice, choices: readonly Choice[]): Choice {
  if (!choices.includes(value)) throw invalid(attribute, choices.join(' or '), value);
  return value;
}

/** Rows and columns; a number alone stands for both. */
export function pair(attribute: Attribute, value: number | Pair): Pair {
  const [rows, columns] = typeof value === 'number' ? [value, value] : value;
  return [positive(attribute, rows), positive(attribute, columns)];
}
