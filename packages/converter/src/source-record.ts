// Where an exported network comes from, for whoever finds its file later.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { INPUT, type Model } from '@bitplane/model';
import { networkFiles, type NetworkOptions } from './importers';
import { saysInput } from './importers/input/image-tables';

export interface SourceRecord {
  /** Name of the file or folder. */
  readonly file: string;
  /** Name of the importer that read it. */
  readonly format: string;
  /** Of the bytes of all files that hold the network, one file after the other; model.json before its weights. */
  readonly sha256: string;
  /** What the network itself does to the bytes of an image first. */
  readonly preprocessing: string;
  /** As the user says it, such as an SPDX identifier; null where nobody said. */
  readonly license: string | null;
}

interface RecordOptions extends NetworkOptions {
  readonly license?: string;
}

/** imported: the network that was read from `path` with these options. Throws what networkFiles throws. */
export function recordSource(path: string, imported: Model, options: RecordOptions): SourceRecord {
  const { format, files } = networkFiles(path, options);
  const hash = createHash('sha256');
  for (const file of files) hash.update(readWhole(file));
  return {
    file: basename(path),
    format,
    sha256: hash.digest('hex'),
    preprocessing: preprocessing(imported, options),
    license: options.license ?? null,
  };
}

function preprocessing({ layers }: Model, options: NetworkOptions): string {
  if (saysInput(options)) return formulaOf(options);
  const first = layers.find(({ inputs }) => inputs.includes(INPUT));
  if (first?.kind === 'normalize') return `${centredBytes(first.zeroPoints)} * ${first.scale}`;
  if (first?.kind !== 'byte-table') return 'u8';
  const [lowest, highest] = [first.table[0], first.table[255]];
  return `a table of 256 numbers${first.perChannel ? ' per channel' : ''}, from ${lowest} for 0 to ${highest} for 255`;
}

const centredBytes = (zeroPoints: Uint8Array): string =>
  zeroPoints.some((each) => each !== 0) ? `(u8 - ${oneOrList(zeroPoints)})` : 'u8';

/** As the options of `export` say it. */
function formulaOf({ input = 'u8/255', inputMean, inputStd }: NetworkOptions): string {
  const centred = inputMean === undefined ? input : `(${input} - ${oneOrList(inputMean)})`;
  return inputStd === undefined ? centred : `${centred} / ${oneOrList(inputStd)}`;
}

/** Numbers of channels, as one where they are the same. */
function oneOrList(numbers: ArrayLike<number>): string {
  const list = Array.from(numbers);
  return new Set(list).size === 1 ? String(list[0]) : `[${list.join(', ')}]`;
}
