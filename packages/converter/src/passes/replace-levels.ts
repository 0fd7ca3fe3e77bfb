// Replaces the levels that no thresholds have replaced by what a runtime has: signs of shifted numbers.
import { inferTypes, type Layer, type Levels, type Model } from '@bitplane/model';
import { evenCodes } from './levels/even-code';
import { joinPlanes, type PlaneLayers } from './levels/join-planes';
import { makesLevels } from './levels/makes-levels';
import { anyCode, constantPlane, thermometer } from './levels/thermometer';

/**
 * A thermometer becomes one sign of x − bound for each plane, side by side: x − b ≥ 0 where x ≥ b, exactly. A binary
 * code becomes the residual sign of (x − middle)/step, or of x/step rounded to a byte, where that has the same bounds
 * in float32 to the last bit, or where there are many; else the digits of a thermometer.
 */
export function replaceLevels(model: Model): Model {
  const types = inferTypes(model);
  const layers = model.layers.flatMap((layer) =>
    layer.kind === 'levels' ? replace(layer, types.get(layer.inputs[0])!.channels) : [layer],
  );
  return { ...model, layers };
}

function replace(layer: Levels, channels: number): Layer[] {
  const planes = layer.code === 'thermometer' ? thermometer(layer, channels) : [binaryCode(layer, channels)];
  return joinPlanes(layer.name, layer.constantPlane ? [...planes, constantPlane(layer, channels)] : planes);
}

/** Where no chain has the bounds to the last bit, the most likely one has them but for one rounding. */
function binaryCode(layer: Levels, channels: number): PlaneLayers {
  const plain = { ...layer, constantPlane: false };
  // Channels of the same bounds have the same chain.
  const probed = layer.perChannel ? channels : 1;
  const exact = evenCodes(layer, probed).findIndex((chain) => makesLevels(chain, plain, probed));
  const codes = evenCodes(layer, channels);
  if (exact >= 0) return codes[exact];
  return layer.numBounds <= MAX_EXACT_BOUNDS ? anyCode(layer, channels) : (codes.at(-1) ?? anyCode(layer, channels));
}

/** More signs of shifted numbers would take longer than the layer that reads them. */
const MAX_EXACT_BOUNDS = 3;
