// The command `export`: import, passes in order, exporters, report; all files or none.
import { didYouMean, networkName, outFolder, userPath } from '@bitplane/cli';
import { BitplaneError, type Model, type TensorOf } from '@bitplane/model';
import { calibratedBy, calibrationSet, frozenNote } from './calibration';
import { conversionOptions, convert, type Converted, type ConvertOptions } from './convert';
import { explain } from './explain/explain';
import { explanationTable } from './explain/table';
import { EXPORTERS, OPTIONAL_EXPORTERS } from './exporters';
import type { Exporter, ExportSubject } from './exporters/exporter';
import { roundedNotes } from './float-layers/rounded-notes';
import { goldenImages } from './golden-images';
import { importNetwork, sourceOptions, type NetworkOptions } from './importers';
import { exportPage } from './report/page/page';
import { makeReport, type ExportReport } from './report/report';
import { reportTable } from './report/table';
import { replaceFolder } from './replace-folder';
import { recordSource } from './source-record';
import { readCifar10Images } from './verify/cifar10-images';

export interface ExportOptions extends NetworkOptions, Pick<ConvertOptions, 'passes' | 'floatLayers'> {
  /** A name, or the file of a user's own network: networkName says what that is called. */
  readonly network: string;
  /** File or folder of the trained network; default: out/<network>/train. */
  readonly model?: string;
  /** A file with the names of the classes. */
  readonly classes?: string;
  /** Default: out/<network>/export. */
  readonly out?: string;
  /** CIFAR-10 file with images for the golden vectors; default: seeded ones. */
  readonly images?: string;
  readonly goldenImages: number;
  /** Names of exporters; default: all that are not optional. */
  readonly only?: readonly string[];
  /** The float32 and int8 twins as well. */
  readonly twins?: boolean;
  /** Names of exporters that are optional, to be written as well. */
  readonly emit?: readonly string[];
  /** Also write report.html. */
  readonly html?: boolean;
  /** Binary weights of the ONNX file as INT2. */
  readonly onnx2bit?: boolean;
  /** Licence of the network, for the file's metadata. */
  readonly license?: string;
  /** Also print what stayed in numbers, and why. */
  readonly explain?: boolean;
  readonly print: (line: string) => void;
}

const GOLDEN_SEED = 1;
const REPORT = 'report.json';
const PAGE = 'report.html';

/** Writes the export folder and returns its report. An earlier export stays as it is until this one is complete. */
export function exportModel(options: ExportOptions): ExportReport {
  const folder = exportFolder(options);
  const exporters = chooseExporters(options);
  const converted = convert(trainedFolder(options), { ...convertOptions(options), ...calibratedBy(fileOf(options)) });
  const { imported, model, data } = converted;
  const images = chooseImages(model, options);
  const source = recordSource(trainedFolder(options), imported, options);
  const calibration = () => calibrationSet(fileOf(options), imported.input).calibration;
  const subject = { imported, model, images, source, calibration, int2: options.onnx2bit === true };
  const { files, lacking } = writeFiles(exporters, subject, options);
  const from = options.images === undefined ? `made from seed ${GOLDEN_SEED}` : `from ${options.images}`;
  const report = makeReport({ imported, model, files, data, goldenImages: { count: images.length, from } });
  files.set(REPORT, Buffer.from(`${JSON.stringify(report, null, 2)}\n`));
  if (options.html) files.set(PAGE, Buffer.from(exportPage(report, model)));
  replaceFolder(folder, { files, replaceable: [...EXPORTERS.map(({ path }) => path), REPORT, PAGE] });
  for (const note of [...notesOf(options, converted), ...lacking]) options.print(`note: ${note}`);
  options.print(reportTable(report));
  if (options.explain) options.print(explanationTable(explain(model, converted.remarks)));
  options.print(`export: ${folder}`);
  return report;
}

/** A line for each reason for which files are left out. Throws that reason for a file that --emit or --only names. */
function writeFiles(
  exporters: readonly Exporter[],
  subject: ExportSubject,
  { only = [], emit = [] }: ExportOptions,
): { readonly files: Map<string, Uint8Array>; readonly lacking: readonly string[] } {
  const files = new Map<string, Uint8Array>();
  const reasons = new Map<string, string[]>();
  for (const { name, path, mayLack, toBytes } of exporters) {
    try {
      files.set(path, toBytes(subject));
    } catch (error) {
      const isNamed = [...only, ...emit].includes(name);
      if (!(error instanceof BitplaneError && error.code === 'E_LAYER') || mayLack !== true || isNamed) throw error;
      reasons.set(error.message, [...(reasons.get(error.message) ?? []), path]);
    }
  }
  return { files, lacking: [...reasons].map(([reason, paths]) => `${paths.join(', ')} left out: ${reason}`) };
}

type SourceOptions = NetworkOptions & Pick<ExportOptions, 'network' | 'classes' | 'passes' | 'floatLayers'>;

/** What the trained network's file need not say. */
export const convertOptions = ({ network, classes, ...options }: SourceOptions): ConvertOptions => ({
  ...sourceOptions(options),
  ...conversionOptions(options),
  name: networkName(network),
  classes: classes === undefined ? undefined : userPath(classes),
});

const fileOf = ({ images }: ExportOptions): string | undefined => images && userPath(images);

/** What the conversion said, and what it did to accuracy where images chose numbers. */
function notesOf(options: ExportOptions, converted: Converted): readonly string[] {
  const { imported, notes, frozenLayers, quantized } = converted;
  if (frozenLayers.length === 0 && quantized === null) return notes;
  const set = calibrationSet(fileOf(options), imported.input);
  const rounded = quantized === null ? [] : roundedNotes(imported, quantized, set);
  if (frozenLayers.length === 0) return [...notes, ...rounded];
  const source = { ...sourceOptions(options), calibrationImages: () => set.test };
  const { model: live } = importNetwork(trainedFolder(options), source);
  return [...notes, frozenNote({ layers: frozenLayers, set, frozen: imported, live }), ...rounded];
}

/** Where the trained network is. */
export const trainedFolder = ({ network, model }: Pick<ExportOptions, 'network' | 'model'>): string =>
  model === undefined ? outFolder(networkName(network), 'train') : userPath(model);

/** Where its export is. */
export const exportFolder = ({ network, out }: Pick<ExportOptions, 'network' | 'out'>): string =>
  out === undefined ? outFolder(networkName(network), 'export') : userPath(out);

function chooseExporters({ only, emit = [], twins }: ExportOptions): readonly Exporter[] {
  const names = EXPORTERS.map(({ name }) => name);
  requireNames('--only', only ?? [], names);
  requireNames('--emit', emit, OPTIONAL_EXPORTERS);
  const isTwin = (name: string): boolean => name.startsWith('twin-');
  return EXPORTERS.filter(
    ({ name, optional }) =>
      emit.includes(name) || (only !== undefined ? only.includes(name) : optional !== true || (twins && isTwin(name))),
  );
}

function requireNames(option: string, given: readonly string[], names: readonly string[]): void {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new BitplaneError(
    'E_USAGE',
    `expected ${option} to list some of ${names.join(', ')}, got "${unknown}"${didYouMean(unknown, names)}`,
  );
}

function chooseImages(model: Model, { images, goldenImages: count }: ExportOptions): readonly TensorOf<'uint8'>[] {
  return images === undefined
    ? goldenImages(model, count, GOLDEN_SEED)
    : readCifar10Images(userPath(images), model.input, count);
}
