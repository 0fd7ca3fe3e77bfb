// Puts a report together, for our own program and for the engines compared with it.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { REPORT_SCHEMA, type Report } from './schema';

/** All that the measurement knows; the schema's name and the time come from here. */
export type ReportParts = Omit<Report, 'schema' | 'created'>;

export const makeReport = (parts: ReportParts): Report => ({
  schema: REPORT_SCHEMA,
  created: new Date().toISOString(),
  ...parts,
});

/** A model's file as a report names it. `name` is the network's, the same for all engines that run it. */
export function describeModel(
  file: string,
  { name, weightBits }: { name: string; weightBits: number },
): Report['model'] {
  const bytes = readWhole(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, file: basename(file), sha256, nbytes: bytes.length, weight_bits: weightBits, classes: null };
}
