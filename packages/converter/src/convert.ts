// From a trained network on disk to one that runtimes can hold: what `export` writes and `check` looks at.
import type { DataRecord, Model } from '@bitplane/model';
import { requireRunnable } from './require-runnable';
import { importNetwork } from './importers';
import { applyPasses } from './passes';

export interface Converted {
  /** As training left it, with the names of its classes where the file has them. */
  readonly imported: Model;
  /** After all passes. */
  readonly model: Model;
  /** Which images it was trained on; null where the file does not say. */
  readonly data: DataRecord | null;
}

/**
 * Throws what importNetwork throws, and E_LAYER for a network that no runtime could run exactly; all say what to do
 * instead.
 */
export function convert(path: string, name: string): Converted {
  const { model: network, data } = importNetwork(path);
  const imported = { ...network, name, ...(data === null ? {} : { classes: data.classes }) };
  const model = applyPasses(imported);
  requireRunnable(model);
  return { imported, model, data };
}
