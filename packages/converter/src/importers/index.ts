// The sources of trained networks. A new one is a folder and a line here.
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { ImportedNetwork, Importer, ImportOptions } from './importer';
import { KERAS_FILES } from './keras-files';
import { LAYERS_MODEL } from './layers-model';
import { ONNX } from './onnx';
import { SAVED_MODEL } from './saved-model';
import { TFLITE } from './tflite';
import { unrecognized } from './unrecognized';

export const IMPORTERS: readonly Importer[] = [LAYERS_MODEL, ONNX, TFLITE, KERAS_FILES, SAVED_MODEL];

/**
 * The importer that recognizes the file or folder. Throws E_MISSING_FILE with what makes a network where there is none,
 * E_FILE with what can be given instead.
 */
export function importerOf(path: string): Importer {
  const importer = IMPORTERS.find(({ recognizes }) => recognizes(path));
  if (importer !== undefined) return importer;
  const understood = IMPORTERS.map(({ looksLike }) => looksLike).join(' or ');
  throw unrecognized(path, understood);
}

/** Throws E_USAGE for a name that none has. */
export function importerNamed(name: string): Importer {
  const importer = IMPORTERS.find((each) => each.name === name);
  if (importer !== undefined) return importer;
  const names = IMPORTERS.map((each) => each.name);
  throw new BitplaneError(
    'E_USAGE',
    `expected --format to be one of ${names.join(', ')}, got "${name}"${didYouMean(name, names)}`,
  );
}

export interface NetworkOptions extends ImportOptions {
  /** Name of an importer; absent: the one that recognizes the file. */
  readonly format?: string;
}

/** These alone, out of the options of a command. */
export const sourceOptions = ({ format, input, inputMean, inputStd, inputLayout }: NetworkOptions): NetworkOptions => ({
  ...{ format, input, inputMean, inputStd, inputLayout },
});

const chooseImporter = (path: string, format: string | undefined): Importer =>
  format === undefined ? importerOf(path) : importerNamed(format);

/** Throws what importerOf, importerNamed and the importer's `read` throw. */
export const importNetwork = (path: string, { format, ...options }: NetworkOptions = {}): ImportedNetwork =>
  chooseImporter(path, format).read(path, options);

export interface NetworkFiles {
  /** Name of the importer that reads them. */
  readonly format: string;
  readonly files: readonly string[];
}

/** The files that importNetwork reads. Throws what importerOf and importerNamed throw. */
export function networkFiles(path: string, { format }: NetworkOptions): NetworkFiles {
  const { name, files } = chooseImporter(path, format);
  return { format: name, files: files?.(path) ?? [path] };
}
