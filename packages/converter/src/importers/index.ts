// The sources of trained networks. A new one is a folder and a line here.
import type { ImportedNetwork, Importer } from './importer';
import { LAYERS_MODEL } from './layers-model';
import { unrecognized } from './unrecognized';

export const IMPORTERS: readonly Importer[] = [LAYERS_MODEL];

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

/** Throws what importerOf and the importer's `read` throw. */
export const importNetwork = (path: string): ImportedNetwork => importerOf(path).read(path);
