// Compares the implementations of one exported network with each other: what `converter:verify` does.
import { writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { calibratedBy } from './calibration';
import { conversionOptions, convert, type ConvertOptions } from './convert';
import { importerOf, sourceOptions, type NetworkOptions } from './importers';
import { compareGolden } from './verify/golden-pair';
import { compareImported } from './verify/imported-pair';
import { compareOnnxLayers, compareOnnxLogits } from './verify/onnx-pairs';
import { inSourceArithmetic } from './passes';
import { skippedPair, type PairReport } from './verify/pair';
import { compareProgram } from './verify/program-pairs';
import { NO_PROGRESS, type Progress } from './verify/progress';
import { referenceLogits, type ReferenceLogits } from './verify/reference';
import { compareSource } from './verify/source-pair';
import { readSubject, type Subject, type SubjectOptions } from './verify/subject';
import { layerTables, pairTable } from './verify/tables';
import { compareTrained } from './verify/trained-pair';

export interface VerifyOptions extends SubjectOptions, NetworkOptions, Pick<ConvertOptions, 'passes' | 'floatLayers'> {
  /** File or folder of the trained network, where the export is to be compared with that too. */
  readonly model?: string;
  /** A Python that has the packages of the source's runtime; default: python3, with what the set-up has installed. */
  readonly python?: string;
  /** Names of machines to run the C program on; default: all that it was built for. */
  readonly architectures?: readonly string[];
  /** A file for all reports. */
  readonly json?: string;
  /** Takes the tables, line by line. */
  readonly print: (line: string) => void;
  /** Takes what a long verification is at; absent: nobody wants to know. */
  readonly progress?: Progress;
}

/**
 * Compares the reference interpreter with the golden vectors (every bit), the ONNX file in onnxruntime with the
 * reference (signs and sums to the bit, logits within a derived tolerance) and the C program, on each machine that it
 * was built for, with both (every bit); with `model`, the export also with the trained network, and this with what its
 * source's own runtime makes of it, layer by layer. Prints tables and writes them as JSON, then throws E_MISMATCH, with
 * the first layer and pixel that differ, unless all agree; and what readSubject and compareProgram throw.
 */
export async function verify(options: VerifyOptions): Promise<PairReport[]> {
  // Said before the export is looked for, which may have been given in its place.
  if (options.model !== undefined && options.format === undefined) importerOf(options.model);
  const { progress = NO_PROGRESS } = options;
  const reports = await comparePairs(options, progress).finally(() => progress.stop());
  print(reports, options);
  if (options.json !== undefined) writeWhole(options.json, jsonOf(reports, options));
  requireAgreement(reports, options.export);
  return reports;
}

async function comparePairs(options: VerifyOptions, progress: Progress): Promise<PairReport[]> {
  const subject = readSubject(options);
  const { model, images } = subject;
  const references = images.map((image, index) => {
    const place = { image: index, images: images.length, layers: model.layers.length };
    return referenceLogits(model, image, (layer) => progress.at('interpreter', { ...place, layer }));
  });
  const verified = { subject, references, progress };
  return [
    ...(options.model === undefined ? [] : await compareWithSource(options.model, options, verified)),
    compareGolden(subject, progress),
    await compareOnnxLayers(subject, progress),
    await compareOnnxLogits(subject, references, progress),
    ...compareProgram(subject, references, { progress, architectures: options.architectures }),
  ];
}

interface Verified {
  readonly subject: Subject;
  readonly references: readonly ReferenceLogits[];
  readonly progress: Progress;
}

async function compareWithSource(path: string, options: VerifyOptions, verified: Verified): Promise<PairReport[]> {
  const { subject, progress } = verified;
  const sourceOnly = sourceOptions(options);
  const converted = convert(path, {
    ...{ ...sourceOnly, ...conversionOptions(options), name: subject.model.name },
    ...calibratedBy(options.images),
  });
  const imported = inSourceArithmetic(converted.imported);
  const { walked, report } = compareImported(subject, imported, progress);
  const source = { path, options: sourceOnly, imported: { ...converted, model: converted.imported } };
  const without = options.floatLayers === 'int8' ? FLOATS_IN_BYTES : null;
  const compared = { ...verified, imported, walked, without };
  return [
    ...(await compareSource({ ...source, python: options.python }, compared)),
    without === null ? report : skippedPair(report.pair, without),
    compareTrained(subject, converted.model, progress),
  ];
}

/** Layers that the export rounded to 8 bits are no longer the source's. */
const FLOATS_IN_BYTES = 'the source has floats where --float-layers int8 has bytes';

function print(reports: readonly PairReport[], options: VerifyOptions): void {
  for (const table of layerTables(reports)) options.print(table);
  options.print(pairTable(reports));
  for (const { pair, note } of reports) if (note !== null) options.print(`note ${pair}: ${note}`);
  for (const { pair, skipped } of reports) if (skipped !== null) options.print(`skipped ${pair}: ${skipped}`);
}

const jsonOf = (pairs: readonly PairReport[], { export: folder, model }: VerifyOptions): string =>
  `${JSON.stringify({ schema: 'bitplane-converter-verify/1', export: folder, model, pairs }, null, 2)}\n`;

function requireAgreement(reports: readonly PairReport[], folder: string): void {
  const different = reports.filter(({ difference }) => difference !== null);
  if (different.length === 0) return;
  const where = different.map(({ pair, difference }) => `${pair}: ${difference}`).join('; ');
  throw new BitplaneError(
    'E_MISMATCH',
    `${folder}: expected all pairs to agree; ${where}; export again, then report it`,
  );
}
