// The JSON lines of the on-board program, as far as they are used. packages/runtime-c/README.md shows them whole.
import { z } from 'zod';
import { checkedJson } from '../checked-json';
import { kernelChoiceSchema } from '../report/schema';

export const verifySchema = z.object({
  schema: z.literal('bitplane-verify/1'),
  images: z.int(),
  tensors: z.int(),
  mismatches: z.int(),
  first_difference: z
    .object({ image: z.int(), layer: z.string(), index: z.int(), expected: z.unknown(), got: z.unknown() })
    .optional(),
});

const cpu = z.object({
  features: z.array(z.string()),
  used: z.array(z.string()),
  forced: z.string().nullable(),
  choice: kernelChoiceSchema.nullable(),
});

export const times = {
  median_ns: z.number(),
  p5_ns: z.number(),
  p95_ns: z.number(),
  min_ns: z.number(),
  round_medians_ns: z.array(z.number()),
};
export const benchSchema = z.object({
  schema: z.literal('bitplane-bench/2'),
  program: z.string(),
  compiler: z.string(),
  flags: z.string(),
  cpu,
  model: z.object({ name: z.string() }),
  threads: z.int(),
  cores: z.array(z.int()).min(1).optional(),
  arena_nbytes: z.int(),
  peak_nbytes: z.int().nullable(),
  load_cold_ns: z.int().nullable(),
  load_warm_ns: z.int(),
  first_image_ns: z.int(),
  cpu_ns: z.int().nullable(),
  rounds: z.object({ asked: z.int(), run: z.int(), counted: z.int() }),
  repeats: z.int(),
  dropped: z.int(),
  noisy: z.boolean(),
  total: z.object(times),
  layers: z.array(z.object({ name: z.string(), kind: z.string(), kernel: z.string(), ...times })),
});

/** How often one image was classified in which time, and what that cost of the processor, warm-up included. */
export const streamSchema = z.object({
  schema: z.literal('bitplane-stream/1'),
  program: z.string(),
  compiler: z.string(),
  flags: z.string(),
  cpu,
  threads: z.int(),
  arena_nbytes: z.int(),
  image: z.int(),
  images: z.int().min(1),
  since_boot_ns: z.number(),
  ns: z.int().min(1),
  cpu_ns: z.int().nullable(),
});

export const evalSchema = z.object({ schema: z.literal('bitplane-eval/1'), images: z.int(), correct: z.int() });

/** The lines of `live`: one at the start, then one per picture, or per file that is none. */
export const liveSchema = z.union([
  z.object({
    schema: z.literal('bitplane-live/1'),
    from: z.string(),
    input: z.tuple([z.int(), z.int(), z.int()]),
  }),
  z.object({
    frame: z.int(),
    ns: z.int(),
    class: z.int(),
    file: z.string().nullable(),
    size: z.tuple([z.int(), z.int()]),
    scores: z.array(z.object({ name: z.string().nullable(), score: z.number().nullable() })).min(1),
    preview: z.object({ side: z.int(), rgb: z.string() }),
  }),
  z.object({ skipped: z.string(), reason: z.string() }),
]);

export type LiveLine = z.infer<typeof liveSchema>;
export type LiveFrame = Extract<LiveLine, { readonly frame: number }>;
export type Verification = Pick<z.infer<typeof verifySchema>, 'images' | 'tensors' | 'mismatches'>;
export type BenchOutput = z.infer<typeof benchSchema>;
export type StreamOutput = z.infer<typeof streamSchema>;
export type EvalOutput = Pick<z.infer<typeof evalSchema>, 'images' | 'correct'>;

/** The lines that are one of these; a login script may have printed others. */
export function findLines<T>(stdout: string, schema: z.ZodType<T>): T[] {
  const lines = stdout.split('\n').filter((text) => text.startsWith('{'));
  return lines.map((line) => checkedJson(line, schema)).filter((line) => line !== null);
}

/** The first of them. */
export const findLine = <T>(stdout: string, schema: z.ZodType<T>): T | null => findLines(stdout, schema)[0] ?? null;
