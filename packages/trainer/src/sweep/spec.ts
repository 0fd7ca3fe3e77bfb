// The SPEC of a sweep: what is trained, which settings vary and how, when a run is given up. docs/sweeps.md lists the
// fields.
import { z } from 'zod';
import { readWhole, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { explain } from '../recipes/explain';
import { domainSchema } from './domains';

const MAX_SEED = 2 ** 31 - 1;
const MAX_COUNT = 10_000;

/** A path as `--set` takes it. */
const settingPath = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, {
  error: 'Invalid input: expected the path of a setting, such as optimizer.peakRate',
});

const settingsOf = <Value extends z.ZodType>(value: Value, what: string) =>
  z
    .record(settingPath, value, {
      error: ({ code }) => (code === 'invalid_type' ? `Invalid input: expected ${what}` : undefined),
    })
    .refine((settings) => Object.keys(settings).length > 0, { error: `Invalid input: expected ${what}` });

const SEEDS = `Invalid input: expected how many seeds, or a list of different whole numbers from 0 to ${MAX_SEED}`;

const seedsSchema = z.union(
  [
    z
      .int()
      .min(1)
      .max(1000)
      .transform((count) => Array.from({ length: count }, (_, k) => k + 1)),
    z
      .array(z.int().min(0).max(MAX_SEED))
      .min(1)
      .refine((seeds) => new Set(seeds).size === seeds.length, { error: SEEDS }),
  ],
  { error: SEEDS },
);

const halvingSchema = z.strictObject({
  /** Epochs after which only the best go on. */
  rungs: z
    .array(z.int().min(1))
    .min(1)
    .refine((rungs) => rungs.every((rung, k) => k === 0 || rung > rungs[k - 1]), {
      error: 'Invalid input: expected epochs in rising order',
    }),
  /** One of this many goes on. */
  eta: z.number().gt(1).default(3),
});

export const specSchema = z
  .strictObject({
    network: z.string().min(1),
    /** A name of the list, or a file. */
    recipe: z.string().min(1),
    /** Settings that all runs have, in addition to the recipe's. */
    set: z.record(settingPath, z.json()).default({}),
    data: z.string().min(1).optional(),
    imageSize: z.int().min(4).max(1024).optional(),
    splitSeed: z.int().min(0).optional(),
    strict: z.boolean().optional(),
    limit: z.int().min(1).optional(),
    /** How many images are held out; left out: those of the data set, or else a tenth of the training images. */
    validation: z.int().min(1).optional(),
    seeds: seedsSchema.default([1]),
    grid: settingsOf(z.array(z.json()).min(1), 'settings with lists of values').optional(),
    random: z
      .strictObject({
        count: z.int().min(1).max(MAX_COUNT),
        seed: z.int().min(0).max(MAX_SEED).default(1),
        settings: settingsOf(domainSchema, 'settings to draw'),
      })
      .optional(),
    halving: halvingSchema.optional(),
  })
  .refine(({ grid, random }) => (grid === undefined) !== (random === undefined), {
    error: 'Invalid input: expected either grid or random (for seeds alone: trainer:train --seeds)',
  });

export type Spec = z.infer<typeof specSchema>;

const DESCRIBED = { schema: specSchema, whole: 'the SPEC', fields: 'those of docs/sweeps.md' };

/** Reads a SPEC file. Throws E_MISSING_FILE, and E_FILE with the field, what was expected there and what came. */
export function readSpec(file: string): Spec {
  const path = userPath(file);
  const value = parse(path, readWhole(path).toString());
  const { data, error } = specSchema.safeParse(value);
  if (error === undefined) return data;
  throw new BitplaneError('E_FILE', `${path}: ${explain(error, value, DESCRIBED)}`);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected a SPEC in JSON, got ${(cause as Error).message}`, { cause });
  }
}
