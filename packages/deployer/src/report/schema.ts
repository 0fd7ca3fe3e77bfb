// The report of one measurement, bitplane-report/1. docs/report.md says what each field means; keep them together.
import { z } from 'zod';

export const REPORT_SCHEMA = 'bitplane-report/1';

const count = z.int().min(0);
const nanoseconds = z.number().min(0);
const text = z.string();

const board = z.strictObject({
  model: text,
  architecture: text,
  libc: text.nullable(),
  cpu: text,
  cores: z.int().min(1).nullable(),
  features: z.array(text),
  governor: text.nullable(),
  temperature_c: z.number().nullable(),
  load_average: z.number().min(0).nullable(),
  stand_in: z.boolean(),
  emulated: z.boolean(),
});

const program = z.strictObject({
  version: text,
  compiler: text.nullable(),
  flags: text.nullable(),
  commit: text.nullable(),
  dirty: z.boolean().nullable(),
});

const model = z.strictObject({
  name: text,
  file: text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  nbytes: count,
  weight_bits: z.int().min(1),
  classes: z.array(text).nullish(),
});

const layer = z.strictObject({ name: text, kind: text, kernel: text, median_ns: nanoseconds, p95_ns: nanoseconds });

/** How the program chose between two kernels of 64-bit ARM; the times are there if it measured them. */
export const kernelChoiceSchema = z.strictObject({
  by: z.enum(['cpu-part', 'measured', 'mask']),
  lookup_ns: nanoseconds.optional(),
  count_ns: nanoseconds.optional(),
});

const benchmark = z.strictObject({
  threads: z.int().min(1),
  repeats: z.int().min(1),
  forced_cpu: text.nullable(),
  kernel_choice: kernelChoiceSchema.nullish(),
  total: z.strictObject({ median_ns: nanoseconds, p95_ns: nanoseconds, min_ns: nanoseconds }),
  layers: z.array(layer),
});

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  engine: text,
  label: text,
  created: z.iso.datetime(),
  host: text,
  board,
  program,
  model,
  accuracy: z.strictObject({ images: z.int().min(1), correct: count }).nullable(),
  verify: z.strictObject({ images: count, tensors: count, mismatches: count }).nullable(),
  benchmark,
});

export type Report = z.infer<typeof reportSchema>;
export type BoardDescription = Report['board'];
export type Benchmark = Report['benchmark'];

/** The same as JSON schema (2020-12), for other languages. */
export const reportJsonSchema = (): object => z.toJSONSchema(reportSchema);
