// Which channels of each tensor a network needs.
import { INPUT, inferTypes, type Layer, type Model, type SumRange } from '@bitplane/model';
import { readersOf } from '../readers';
import type { Constants, Keep, Place } from './channel-rule';
import { ruleOf } from './rules';

export interface LiveChannels {
  /** Tensor → of each channel 1 where it stays; at least one does. */
  readonly keep: ReadonlyMap<string, Uint8Array>;
  readonly placeOf: (layer: Layer) => Place;
}

/**
 * A channel is dead where it always holds the same bit and what that adds to sums can be taken off thresholds, or where
 * nothing that stays needs it. Starts with what must stay, and adds what that needs until nothing is added.
 */
export function liveChannels(model: Model): LiveChannels {
  const places = findPlaces(model);
  const placeOf = ({ name }: Layer): Place => places.get(name)!;
  const keep = new Map([...inferTypes(model)].map(([name, { channels }]) => [name, new Uint8Array(channels)]));
  keep.get(INPUT)!.fill(1);
  keep.get(model.layers.at(-1)!.name)!.fill(1);
  for (const layer of model.layers)
    if (ruleOf(layer) === undefined) for (const name of [layer.name, ...layer.inputs]) keep.get(name)!.fill(1);
  for (;;) {
    spread(model, keep, placeOf);
    const empty = [...keep.values()].find((channels) => !channels.includes(1));
    if (empty === undefined) return { keep, placeOf };
    empty[0] = 1;
  }
}

const countOf = (keep: ReadonlyMap<string, Uint8Array>): number =>
  [...keep.values()].reduce((sum, channels) => channels.reduce((count, bit) => count + bit, sum), 0);

function spread(model: Model, keep: ReadonlyMap<string, Uint8Array>, placeOf: (layer: Layer) => Place): void {
  for (let count = -1; count !== countOf(keep);) {
    count = countOf(keep);
    for (const layer of [...model.layers].reverse()) {
      const kept: Keep = { inputs: layer.inputs.map((name) => keep.get(name)!), output: keep.get(layer.name)! };
      ruleOf(layer)?.spread(layer, kept, placeOf(layer));
    }
  }
}

/** From the image on: types, constants, ranges of sums. */
function findPlaces(model: Model): Map<string, Place> {
  const types = inferTypes(model);
  const readers = readersOf(model);
  const constants = new Map<string, Constants>([[INPUT, unknown(model.input.channels)]]);
  const ranges = new Map<string, readonly SumRange[]>();
  const places = new Map<string, Place>();
  for (const layer of model.layers) {
    const place: Place = {
      inputs: layer.inputs.map((name) => types.get(name)!),
      output: types.get(layer.name)!,
      constants: layer.inputs.map((name) => constants.get(name)!),
      ranges: ranges.get(layer.inputs[0]) ?? [],
      movable: movable(readers.get(layer.name) ?? []),
    };
    places.set(layer.name, place);
    const rule = ruleOf(layer);
    ranges.set(layer.name, rule?.ranges?.(layer, place) ?? []);
    constants.set(layer.name, rule?.constants?.(layer, place) ?? unknown(place.output.channels));
  }
  return places;
}

const unknown = (channels: number): Constants => new Array<null>(channels).fill(null);

function movable(readers: readonly Layer[]): Place['movable'] {
  const thresholds = readers.filter(({ kind }) => kind === 'threshold' || kind === 'multi-threshold');
  if (readers.length === 0 || thresholds.length < readers.length) return 'not';
  return thresholds.every((layer) => 'perElement' in layer && layer.perElement) ? 'by element' : 'by channel';
}
