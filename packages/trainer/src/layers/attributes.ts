// Checks of the attributes that a layer is made with: E_LAYER with the layer's name where one is out of range.
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export type Pair = [number, number];

/** An attribute of a layer, for checks and their messages. */
export interface Attribute {
  readonly layer: string;
  readonly name: string;
}

export const invalid = ({ layer, name }: Attribute, expected: string, got: unknown): BitplaneError =>
  new BitplaneError('E_LAYER', `${layer}: expected ${name} to be ${expected}, got ${String(got)}`);

/** Those of every layer of TensorFlow.js; 4.22 adds customObjects when it loads one. */
const COMMON_ATTRIBUTES: readonly string[] = [
  ...['name', 'trainable', 'dtype', 'inputShape', 'batchInputShape', 'batchSize', 'inputDType', 'updatable', 'weights'],
  'customObjects',
];

/** A layer's class; one of a user's own, made from one of ours, need not list its attributes. */
interface LayerClass {
  readonly name: string;
  readonly attributes?: readonly string[];
}

/** Throws E_LAYER for an attribute that the class does not list: a misspelt one would count as left out. */
export function requireKnownAttributes(layer: string, layerClass: LayerClass, args: object): void {
  if (!Object.hasOwn(layerClass, 'attributes')) return;
  const own = layerClass.attributes ?? [];
  const known = [...COMMON_ATTRIBUTES, ...own];
  const unknown = Object.keys(args).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = own.length === 0 ? 'no attributes of its own' : `attributes among ${own.join(', ')}`;
  throw new BitplaneError('E_LAYER', `${layer}: expected ${expected}, got "${unknown}"${didYouMean(unknown, known)}`);
}

export function positive(attribute: Attribute, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw invalid(attribute, 'a positive integer', value);
  return value;
}

export function oneOf<Choice>(attribute: Attribute, value: Choice, choices: readonly Choice[]): Choice {
  if (!choices.includes(value)) throw invalid(attribute, choices.join(' or '), value);
  return value;
}

/** Rows and columns; a single number means both. */
export function pair(attribute: Attribute, value: number | Pair): Pair {
  const [rows, columns] = typeof value === 'number' ? [value, value] : value;
  return [positive(attribute, rows), positive(attribute, columns)];
}
