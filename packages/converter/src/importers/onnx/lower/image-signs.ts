// An image of which each byte is one of two numbers, as signs of a table.
import type { Importing } from '../graph/importing';
import type { Activation } from '../values/activation';
import { numbersOf } from './numbers';

/** The activation as a step function of its own numbers; itself where it is no image of two numbers. */
export function withImageSigns(importing: Importing, activation: Activation): Activation {
  const { content } = activation;
  if (content.type !== 'bytes') return activation;
  const values = [...new Set(content.tables.flatMap((table) => Array.from(table)))].sort((a, b) => a - b);
  if (values.length !== 2) return activation;
  const [low, high] = values;
  const middle = (low + high) / 2;
  const bounds = [Float64Array.of(middle)];
  const of = numbersOf(importing, activation);
  return { ...activation, content: { type: 'steps', of, bounds, values: Float64Array.of(low, high), grid: null } };
}
