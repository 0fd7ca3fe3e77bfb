// Whether the twins in an export are those of its network: the converter's report.json lists what one export wrote.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { outFolder, readWhole, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { z } from 'zod';
import { checkedJson } from './checked-json';
import { sha256 } from './ssh';

export interface ExportPlace {
  readonly network: string;
  /** As --export gives it. */
  readonly export?: string;
}

const MODEL = 'model.bpm';
const REPORT = 'report.json';
const reportSchema = z.object({ files: z.array(z.object({ path: z.string(), sha256: z.string() })) });

export const exportRoot = ({ network, export: given }: ExportPlace): string =>
  given === undefined ? outFolder(network, 'export') : userPath(given);

/** What makes the twins, or makes them again. */
const wayToTwins = (place: ExportPlace): string =>
  place.export === undefined
    ? `"npx nx run converter:export --network ${place.network} --twins"`
    : `"npx nx run converter:export --model TRAINED --out ${exportRoot(place)} --twins", where TRAINED is the trained network`;

/**
 * The bytes of these files of the export, by their paths in it. Throws E_MISSING_FILE for one that is not there, E_FILE
 * for one that belongs to another network than model.bpm or was changed, each with the command that makes it.
 */
export function readTwinFiles<Path extends string>(
  place: ExportPlace,
  paths: readonly Path[],
): ReadonlyMap<Path, Buffer> {
  const root = exportRoot(place);
  const missing = paths.find((path) => !existsSync(join(root, path)));
  if (missing !== undefined) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected the twin ${missing} in ${root}, found none: make it with ${wayToTwins(place)}; it says why where the network has none`,
    );
  }
  const files = new Map(paths.map((path) => [path, readWhole(join(root, path))]));
  const written = sumsIn(join(root, REPORT));
  const reject = (path: string, got: string): never => {
    throw new BitplaneError(
      'E_FILE',
      `${join(root, path)}: expected a twin of ${MODEL} there, got ${got}: renew it with ${wayToTwins(place)}`,
    );
  };
  const model = sha256(readWhole(join(root, MODEL)));
  for (const [path, bytes] of files) {
    const [ofModel, own] = [written?.get(MODEL), written?.get(path)];
    if (own === undefined) reject(path, `one that no export has listed in ${basename(root)}/${REPORT}`);
    if (ofModel !== model) reject(path, `that of another one (SHA-256 ${short(ofModel)}, here ${short(model)})`);
    const sum = sha256(bytes);
    if (own !== sum) reject(path, `a file that has changed since (SHA-256 ${short(own)}, now ${short(sum)})`);
  }
  return files;
}

const short = (sum: string | undefined): string => (sum === undefined ? 'unknown' : `${sum.slice(0, 12)}…`);

function sumsIn(report: string): ReadonlyMap<string, string> | null {
  const record = existsSync(report) ? checkedJson(readWhole(report).toString(), reportSchema) : null;
  return record && new Map(record.files.map((file) => [file.path, file.sha256]));
}
