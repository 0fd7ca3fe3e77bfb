// What rounding float layers to 8 bits did, for the terminal.
import type { Model } from '@bitplane/model';
import { effectOn, imagesText, type CalibrationSet } from '../calibration';
import { layerErrors } from './layer-errors';
import type { QuantizedFloats } from './quantize-float-layers';

/** A line for all, with the change in accuracy, and one per layer with its error. */
export function roundedNotes(float: Model, quantized: QuantizedFloats, set: CalibrationSet): readonly string[] {
  const { layers, model } = quantized;
  if (layers.length === 0) return ['--float-layers int8: no layer multiplies floats'];
  const done = `rounded ${layers.join(', ')} to 8 bits by ${imagesText(set)}`;
  const effect = effectOn(set, { before: float, after: model, were: 'with float layers' });
  const images = set.test.length === 0 ? set.calibration : set.test;
  const errors = layerErrors(float, quantized, images).map(
    ({ name, relative }) => `${name}: 8 bits change its numbers by ${(100 * relative).toFixed(2)} % (root mean square)`,
  );
  return [effect === null ? done : `${done}: ${effect}`, ...errors];
}
