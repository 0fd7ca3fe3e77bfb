// Reports of version 1, as they were written until 0.2.0, and what they say in version 2.
import { z } from 'zod';
import { kernelChoiceSchema, noEnergy, REPORT_SCHEMA, reportSchema, type Report } from './schema';

export const REPORT_SCHEMA_1 = 'bitplane-report/1';

const { engine, label, created, host, program, accuracy, verify, model, board, benchmark } = reportSchema.shape;
const nanoseconds = z.number().min(0);
const text = z.string();
const { classes, ...modelFields } = model.shape;
const { threads, repeats, forced_cpu } = benchmark.shape;

const reportSchema1 = z.strictObject({
  schema: z.literal(REPORT_SCHEMA_1),
  ...{ engine, label, created, host, program, accuracy, verify },
  board: z.strictObject({
    ...board.shape,
    governor: text.nullable(),
    temperature_c: z.number().nullable(),
    load_average: z.number().min(0).nullable(),
    emulated: z.boolean(),
  }),
  model: z.strictObject({ ...modelFields, classes: classes.optional() }),
  benchmark: z.strictObject({
    ...{ threads, repeats, forced_cpu },
    kernel_choice: kernelChoiceSchema.nullish(),
    total: z.strictObject({ median_ns: nanoseconds, p95_ns: nanoseconds, min_ns: nanoseconds }),
    layers: z.array(
      z.strictObject({ name: text, kind: text, kernel: text, median_ns: nanoseconds, p95_ns: nanoseconds }),
    ),
  }),
});

/** What version 1 did not say is null or empty. */
export const reportOfVersion1 = reportSchema1.transform((report): Report => {
  const { governor, temperature_c, load_average, emulated, ...boardFields } = report.board;
  const { total, layers, kernel_choice, ...timing } = report.benchmark;
  const unsaid = { p5_ns: null, round_medians_ns: [] };
  return {
    ...report,
    schema: REPORT_SCHEMA,
    source: emulated ? 'emulated' : 'board',
    board: boardFields,
    conditions: {
      ...{ governor, load_average },
      temperature_c: { before: temperature_c, after: null },
      frequency_mhz: { before: null, after: null, max: null },
      throttling: null,
      other_cores: { before: null, during: null },
      processes: [],
      noise: [],
    },
    model: { ...report.model, classes: report.model.classes ?? null },
    start: { load_cold_ns: null, load_warm_ns: null, first_image_ns: null },
    memory: { arena_nbytes: null, peak_nbytes: null },
    energy: noEnergy('version 1 of the report did not have it'),
    benchmark: {
      ...timing,
      dropped: 0,
      kernel_choice: kernel_choice ?? null,
      total: { ...total, ...unsaid },
      layers: layers.map((layer) => ({ ...layer, ...unsaid, min_ns: null })),
    },
  };
});
