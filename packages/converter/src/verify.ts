// Compares the implementations of one exported network with each other: what `converter:verify` does.
import { BitplaneError } from '@bitplane/model';
import Table from 'cli-table3';
import { compareGolden } from './verify/golden-pair';
import { compareOnnxLayers, compareOnnxLogits } from './verify/onnx-pairs';
import { skippedPair, type PairReport } from './verify/pair';
import { conversionOptions, convert, type ConvertOptions } from './convert';
import { calibratedBy } from './calibration';
import { importerOf, sourceOptions, type NetworkOptions } from './importers';
import { compareProgram } from './verify/program-pairs';
import { referenceLogits, type ReferenceLogits } from './verify/reference';
import { compareSource } from './verify/source-pair';
import { readSubject, type SubjectOptions } from './verify/subject';
import { compareTrained } from './verify/trained-pair';

export interface VerifyOptions extends SubjectOptions, NetworkOptions, Pick<ConvertOptions, 'passes' | 'floatLayers'> {
  /** File or folder of the trained network, where the export is to be compared with that too. */
  readonly model?: string;
  /** Takes the table, line by line. */
  readonly print: (line: string) => void;
}

/**
 * Compares the reference interpreter with the golden vectors (every bit), the ONNX file in onnxruntime with the
 * reference (signs and sums to the bit, logits within a derived tolerance) and the C program, if it was built, with
 * both (every bit); with `model`, the export also with the trained network, and with what its source's own runtime
 * makes of it. Prints a table, then throws E_MISMATCH, with the first layer that differs, unless all agree; and what
 * readSubject throws for the files.
 */
export async function verify(options: VerifyOptions): Promise<PairReport[]> {
  // Said before the export is looked for, which may have been given in its place.
  if (options.model !== undefined && options.format === undefined) importerOf(options.model);
  const subject = readSubject(options);
  const references = subject.images.map((image) => referenceLogits(subject.model, image));
  const trained =
    options.model === undefined
      ? []
      : [
          compareTrained(
            subject,
            convert(options.model, {
              ...sourceOptions(options),
              ...conversionOptions(options),
              name: subject.model.name,
              ...calibratedBy(options.images),
            }).model,
          ),
        ];
  const source = options.model === undefined ? null : await sourcePair(options, options.model, references);
  const reports = [
    ...trained,
    ...(source === null ? [] : [source]),
    compareGolden(subject),
    await compareOnnxLayers(subject),
    await compareOnnxLogits(subject, references),
    ...compareProgram(subject, references),
  ];
  options.print(tableOf(reports));
  for (const { pair, skipped } of reports) if (skipped !== null) options.print(`skipped ${pair}: ${skipped}`);
  requireAgreement(reports, options.export);
  return reports;
}

/** Layers that the export rounded to 8 bits are no longer the source's. */
const sourcePair = (options: VerifyOptions, path: string, references: readonly ReferenceLogits[]) =>
  options.floatLayers === 'int8'
    ? skippedPair('source ≈ reference', 'the source has floats where --float-layers int8 has bytes')
    : compareSource(path, sourceOptions(options), references);

function tableOf(reports: readonly PairReport[]): string {
  const table = new Table({
    head: ['pair', 'images', 'tensors', 'values', 'result'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { pair, images, tensors, values, difference, skipped } of reports) {
    const result = skipped !== null ? 'skipped' : difference !== null ? 'DIFFERS' : 'agrees';
    table.push([pair, images, tensors, values, result]);
  }
  return table.toString();
}

function requireAgreement(reports: readonly PairReport[], folder: string): void {
  const different = reports.filter(({ difference }) => difference !== null);
  if (different.length === 0) return;
  const where = different.map(({ pair, difference }) => `${pair}: ${difference}`).join('; ');
  throw new BitplaneError(
    'E_MISMATCH',
    `${folder}: expected all pairs to agree; ${where}; export again, then report it`,
  );
}
