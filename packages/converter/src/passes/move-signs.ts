// Takes signs before a channel shuffle instead of after it, so that bits are moved and thresholds can make them.
import type { ChannelShuffle, Layer, Model } from '@bitplane/model';
import { readersOf } from './readers';

/**
 * sign(shuffle(x))   becomes   shuffle(sign(x))
 *
 * where nothing but the sign reads the shuffle. The shuffle takes the sign's name. Signs of several planes stay: their
 * channels are those of all planes, and no single shuffle moves each plane by itself.
 */
export function moveSigns(model: Model): Model {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const readers = readersOf(model);
  const moved = new Map<Layer, readonly Layer[]>();
  for (const sign of model.layers.filter(isOnePlane)) {
    const shuffle = byName.get(sign.inputs[0]);
    if (shuffle?.kind !== 'channel-shuffle' || readers.get(shuffle.name)?.length !== 1) continue;
    moved.set(shuffle, []).set(sign, swapped(shuffle, sign));
  }
  if (moved.size === 0) return model;
  // A sign may have come to stand after another shuffle.
  return moveSigns({ ...model, layers: model.layers.flatMap((layer) => moved.get(layer) ?? [layer]) });
}

const isOnePlane = (layer: Layer): boolean =>
  layer.kind === 'sign' || (layer.kind === 'residual-sign' && layer.scales.length === 1);

function swapped(shuffle: ChannelShuffle, sign: Layer): Layer[] {
  const name = `${sign.name}/unshuffled`;
  return [
    { ...sign, name, inputs: shuffle.inputs },
    { ...shuffle, name: sign.name, inputs: [name] },
  ];
}
