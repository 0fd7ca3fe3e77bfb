// Where two .bpm files differ: layers by name, then their parameters number by number.
import { inferTypes, listSections, sectionValues, type Layer, type Model } from '@bitplane/model';

/** A line per difference; none where the files compute the same in the same way. */
export function compareModels(first: Model, second: Model): string[] {
  const lines: string[] = [];
  const note = (what: string, one: unknown, other: unknown) => {
    const [before, after] = [JSON.stringify(one ?? null), JSON.stringify(other ?? null)];
    if (before !== after) lines.push(`${what}: ${before} → ${after}`);
  };
  note('name', first.name, second.name);
  note('input', first.input, second.input);
  note('classes', first.classes, second.classes);
  const [types, otherTypes] = [inferTypes(first), inferTypes(second)];
  const others = new Map(second.layers.map((layer) => [layer.name, layer]));
  for (const layer of first.layers) {
    const other = others.get(layer.name);
    others.delete(layer.name);
    if (other === undefined) {
      lines.push(`layer '${layer.name}' (${layer.kind}): only in the first file`);
      continue;
    }
    note(`layer '${layer.name}': kind`, layer.kind, other.kind);
    note(`layer '${layer.name}': reads`, layer.inputs, other.inputs);
    note(`layer '${layer.name}': makes`, types.get(layer.name), otherTypes.get(layer.name));
    lines.push(...compareParameters({ model: first, layer }, { model: second, layer: other }));
  }
  for (const { name, kind } of others.values()) lines.push(`layer '${name}' (${kind}): only in the second file`);
  return lines;
}

interface LayerOfModel {
  readonly model: Model;
  readonly layer: Layer;
}

function compareParameters(first: LayerOfModel, second: LayerOfModel): string[] {
  const slots = new Set([...slotsOf(first), ...slotsOf(second)]);
  return [...slots].sort((a, b) => a - b).flatMap((slot) => compareSlot(first, second, slot));
}

const slotsOf = ({ model, layer }: LayerOfModel): number[] =>
  listSections(model)
    .filter((section) => section.layer === layer)
    .map(({ slot }) => slot!);

function compareSlot(first: LayerOfModel, second: LayerOfModel, slot: number): string[] {
  const what = `${first.layer.name}.${slot}`;
  const [one, other] = [first, second].map(({ model, layer }) => sectionValues(model, layer, slot));
  if (one === null || other === null) return [`${what}: only in the ${other === null ? 'first' : 'second'} file`];
  if (String(one.shape) !== String(other.shape))
    return [`${what}: ${one.shape.join(' × ')} → ${other.shape.join(' × ')}`];
  const differing = [...one.values.keys()].filter((k) => !Object.is(one.values[k], other.values[k]));
  if (differing.length === 0) return [];
  const [k] = differing;
  const share = `${differing.length} of ${one.values.length} numbers differ`;
  return [`${what}: ${share}, first at ${k}: ${one.values[k]} → ${other.values[k]}`];
}
