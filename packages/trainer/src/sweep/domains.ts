// Where a random search draws the values of a setting from.
import { z } from 'zod';

const range = (numbers: z.ZodNumber, what: string) =>
  z
    .tuple([numbers, numbers], { error: `Invalid input: expected [min, max], ${what}` })
    .refine(([min, max]) => min < max, { error: `Invalid input: expected [min, max] with min below max, ${what}` });

const FINITE = range(z.number(), 'two numbers');
const POSITIVE = range(z.number().positive(), 'two numbers above 0');
const WHOLE = range(z.int(), 'two whole numbers');

export const domainSchema = z.union(
  [
    z.strictObject({ uniform: FINITE }),
    z.strictObject({ logUniform: POSITIVE }),
    z.strictObject({ integer: WHOLE }),
    z.strictObject({ choice: z.array(z.json()).min(1) }),
  ],
  {
    error:
      'Invalid input: expected {"uniform": [min, max]}, {"logUniform": [min, max]} with min above 0, {"integer": [min, max]} ' +
      'or {"choice": [values]}, min below max',
  },
);

export type Domain = z.infer<typeof domainSchema>;

/** Enough for a setting, and few enough to be read; the last bits of a power differ between machines. */
const SIGNIFICANT_DIGITS = 4;

/**
 * A value of the domain. uniform: [0, 1). Numbers of `uniform` and `logUniform` have four significant digits; the
 * logarithm of the latter is distributed evenly.
 */
export function draw(domain: Domain, uniform: () => number): unknown {
  const share = uniform();
  if ('uniform' in domain) return rounded(domain.uniform, (min, max) => min + share * (max - min));
  if ('logUniform' in domain) return rounded(domain.logUniform, (min, max) => min * (max / min) ** share);
  if ('integer' in domain) {
    const [min, max] = domain.integer;
    return min + Math.floor(share * (max - min + 1));
  }
  return domain.choice[Math.floor(share * domain.choice.length)];
}

function rounded([min, max]: readonly [number, number], of: (min: number, max: number) => number): number {
  return Math.min(max, Math.max(min, Number(of(min, max).toPrecision(SIGNIFICANT_DIGITS))));
}
