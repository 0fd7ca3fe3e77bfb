// The report of one measurement, bitplane-report/2. docs/report.md says what each field means; keep them together.
import { z } from 'zod';

export const REPORT_SCHEMA = 'bitplane-report/2';

/** Where times come from: of these, only a board's are speed. */
export const SOURCES = ['board', 'emulated', 'icount', 'model'] as const;
export type Source = (typeof SOURCES)[number];

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
  stand_in: z.boolean(),
});

const conditions = z.strictObject({
  governor: text.nullable(),
  load_average: z.number().min(0).nullable(),
  temperature_c: z.strictObject({ before: z.number().nullable(), after: z.number().nullable() }),
  frequency_mhz: z.strictObject({
    before: z.number().nullable(),
    after: z.number().nullable(),
    max: z.number().nullable(),
  }),
  throttling: z.strictObject({ before: z.array(text), after: z.array(text), since_boot: z.array(text) }).nullable(),
  other_cores: z.strictObject({ before: z.number().nullable(), during: z.number().nullable() }),
  processes: z.array(z.strictObject({ name: text, cores: z.number().min(0) })),
  noise: z.array(text),
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
  classes: z.array(text).nullable(),
});

const times = {
  median_ns: nanoseconds,
  p5_ns: nanoseconds.nullable(),
  p95_ns: nanoseconds,
  min_ns: nanoseconds.nullable(),
  round_medians_ns: z.array(nanoseconds),
};

/** How the program chose between two kernels of 64-bit ARM; the times are there if it measured them. */
export const kernelChoiceSchema = z.strictObject({
  by: z.enum(['cpu-part', 'measured', 'mask']),
  lookup_ns: nanoseconds.optional(),
  count_ns: nanoseconds.optional(),
});

const benchmark = z.strictObject({
  threads: z.int().min(1),
  cores: z.array(count).min(1).optional(),
  repeats: z.int().min(1),
  dropped: count,
  forced_cpu: text.nullable(),
  kernel_choice: kernelChoiceSchema.nullable(),
  total: z.strictObject(times),
  layers: z.array(z.strictObject({ name: text, kind: text, kernel: text, ...times })),
});

const start = z.strictObject({
  load_cold_ns: nanoseconds.nullable(),
  load_warm_ns: nanoseconds.nullable(),
  first_image_ns: nanoseconds.nullable(),
});

const memory = z.strictObject({ arena_nbytes: count.nullable(), peak_nbytes: count.nullable() });

const energy = z.strictObject({
  joules_per_image: z.number().min(0).nullable(),
  watts: z.number().min(0).nullable(),
  sensor: text.nullable(),
  images: z.int().min(1).nullable(),
  seconds: z.number().min(0).nullable(),
  reason: text.nullable(),
});

export const noEnergy = (reason: string): z.infer<typeof energy> => ({
  ...{ joules_per_image: null, watts: null, sensor: null, images: null, seconds: null },
  reason,
});

const verification = z.strictObject({ images: count, tensors: count, mismatches: count });

/** What is to be known of an engine that is not ours: its scores are compared up to a tolerance, not bit for bit. */
const foreign = z.strictObject({
  package: text,
  release: text,
  python: text,
  kernels: text,
  largest_difference: z.number().min(0),
  tolerance: z.number().min(0),
});

/** Another engine that ran the same network on the same board, in the same command. */
const measuredEngine = z.strictObject({
  engine: text,
  label: text,
  conditions,
  model,
  verify: verification,
  start,
  memory,
  benchmark,
  foreign: foreign.optional(),
  left_out: z.null(),
});

/** One that was asked for and could not run, and why. */
const leftOutEngine = z.strictObject({ engine: text, left_out: text });

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  engine: text,
  label: text,
  created: z.iso.datetime(),
  host: text,
  source: z.enum(SOURCES),
  board,
  conditions,
  program,
  model,
  accuracy: z.strictObject({ images: z.int().min(1), correct: count }).nullable(),
  verify: verification.nullable(),
  start,
  memory,
  // Reports of the first days of version 2 do not have it.
  energy: energy.default(noEnergy('the report does not have it')),
  benchmark,
  // Only where --engines asked for more than one.
  engines: z.array(z.union([measuredEngine, leftOutEngine])).optional(),
});

export type Report = z.infer<typeof reportSchema>;
export type MeasuredEngine = z.infer<typeof measuredEngine>;
export type LeftOutEngine = z.infer<typeof leftOutEngine>;
export type EngineResult = MeasuredEngine | LeftOutEngine;
export type BoardDescription = Report['board'];
export type Conditions = Report['conditions'];
export type Energy = Report['energy'];
export type Benchmark = Report['benchmark'];
export type LayerTimes = Benchmark['layers'][number];
export type Times = Benchmark['total'];

/** The same as JSON schema (2020-12), for other languages. */
export const reportJsonSchema = (): object => z.toJSONSchema(reportSchema);
