// Replaces the levels that no thresholds have replaced by what a runtime has: signs of shifted numbers.
import { inferTypes, type Layer, type Levels, type Model } from '@bitplane/model';
import { evenCode } from './levels/even-code';
import { joinPlanes } from './levels/join-planes';
import { anyCode, constantPlane, thermometer } from './levels/thermometer';

/**
 * A thermometer becomes one sign of x − bound for each plane, side by side: x − b ≥ 0 where x ≥ b, exactly. A binary
 * code becomes the residual sign of (x − middle)/step where its bounds lie at equal distances, which takes a number
 * that lies on one to the level above it; else the digits of a thermometer.
 */
export function replaceLevels(model: Model): Model {
  const types = inferTypes(model);
  const layers = model.layers.flatMap((layer) =>
    layer.kind === 'levels' ? replace(layer, types.get(layer.inputs[0])!.channels) : [layer],
  );
  return { ...model, layers };
}

function replace(layer: Levels, channels: number): Layer[] {
  const planes =
    layer.code === 'thermometer'
      ? thermometer(layer, channels)
      : [evenCode(layer, channels) ?? anyCode(layer, channels)];
  return joinPlanes(layer.name, layer.constantPlane ? [...planes, constantPlane(layer, channels)] : planes);
}
