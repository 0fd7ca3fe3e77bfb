// From a trained network on disk to one that runtimes can hold: what `export` writes and `check` looks at.
import type { DataRecord, Model } from '@bitplane/model';
import { requireRunnable } from './require-runnable';
import { quantizeFloatLayers, type FloatLayers, type QuantizedFloats } from './float-layers/quantize-float-layers';
import { goldenImages } from './golden-images';
import { importNetwork, type NetworkOptions } from './importers';
import type { ImportOptions } from './importers/importer';
import { readClassNames } from './importers/input/class-names';
import { applyPasses } from './passes';
import type { Remark } from './passes/remark';

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
  /** The network before the passes, with its float layers in 8 bits; null where they stay as they are. */
  readonly quantized: QuantizedFloats | null;
  /** What the passes said of layers that they left. */
  readonly remarks: readonly Remark[];
}

export interface ConvertOptions extends NetworkOptions {
  /** What the network is called. */
  readonly name: string;
  /** A file with the names of the classes, which are then those instead of the network's own. */
  readonly classes?: string;
  /** Names of passes to apply; absent: all. Those that runtimes cannot do without are always applied. */
  readonly passes?: readonly string[];
  /** What becomes of layers that were trained in floats; default: they stay. */
  readonly floatLayers?: FloatLayers;
}

/** These alone, out of the options of a command. */
export const conversionOptions = ({ passes, floatLayers }: Pick<ConvertOptions, 'passes' | 'floatLayers'>) => ({
  ...{ passes, floatLayers },
});

/**
 * Throws what importNetwork throws, and E_LAYER for a network that no runtime could run exactly; all say what to do
 * instead.
 */
export function convert(path: string, { name, classes, passes, floatLayers, ...options }: ConvertOptions): Converted {
  const calibrated = { calibrationImages: oneImage, ...options };
  const { model: network, data, notes, frozenLayers = [] } = importNetwork(path, calibrated);
  const names = classes === undefined ? data?.classes : readClassNames(classes);
  const imported = { ...network, name, ...(names === undefined ? {} : { classes: names }) };
  const images = calibrated.calibrationImages;
  const quantized = floatLayers === 'int8' ? quantizeFloatLayers(imported, images(imported.input)) : null;
  const remarks: Remark[] = [];
  const model = applyPasses(quantized?.model ?? imported, { passes, report: (remark) => remarks.push(remark) });
  requireRunnable(model);
  return { imported, model, data, notes, frozenLayers, quantized, remarks };
}

/** Enough to see whether a network can be exported. */
const oneImage: NonNullable<ImportOptions['calibrationImages']> = (shape) => goldenImages({ input: shape }, 1, 1);
