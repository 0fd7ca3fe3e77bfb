// From a trained network on disk to one that runtimes can hold: what `export` writes and `check` looks at.
import type { DataRecord, Model } from '@bitplane/model';
import { requireRunnable } from './require-runnable';
import { goldenImages } from './golden-images';
import { importNetwork, type NetworkOptions } from './importers';
import type { ImportOptions } from './importers/importer';
import { readClassNames } from './importers/input/class-names';
import { applyPasses } from './passes';

export interface Converted {
  /** As training left it, with the names of its classes where the file has them. */
  readonly imported: Model;
  /** After all passes. */
  readonly model: Model;
  /** Which images it was trained on; null where the file does not say. */
  readonly data: DataRecord | null;
  /** What a user should know, a line each. */
  readonly notes: readonly string[];
  /** Layers whose scales the calibration images froze. */
  readonly frozenLayers: readonly string[];
}

export interface ConvertOptions extends NetworkOptions {
  /** What the network is called. */
  readonly name: string;
  /** A file with the names of the classes, which are then those instead of the network's own. */
  readonly classes?: string;
}

/**
 * Throws what importNetwork throws, and E_LAYER for a network that no runtime could run exactly; all say what to do
 * instead.
 */
export function convert(path: string, { name, classes, ...options }: ConvertOptions): Converted {
  const calibrated = { calibrationImages: oneImage, ...options };
  const { model: network, data, notes, frozenLayers = [] } = importNetwork(path, calibrated);
  const names = classes === undefined ? data?.classes : readClassNames(classes);
  const imported = { ...network, name, ...(names === undefined ? {} : { classes: names }) };
  const model = applyPasses(imported);
  requireRunnable(model);
  return { imported, model, data, notes, frozenLayers };
}

/** Enough to see whether a network can be exported. */
const oneImage: ImportOptions['calibrationImages'] = (shape) => goldenImages({ input: shape }, 1, 1);
