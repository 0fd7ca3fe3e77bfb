// Where two .bpm files differ: layers by name, then their parameters number by number.
import { inferTypes, listSections, parameterName, sectionValues, type LayerSection, type Model } from '@bitplane/model';

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
  const arrays = [first, second].map((model) => listSections(model).flatMap(({ parameter }) => parameter ?? []));
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
    const after = arraysOf(other.name, arrays[1]);
    lines.push(...compareArrays(arraysOf(layer.name, arrays[0]), after));
  }
  for (const { name, kind } of others.values()) lines.push(`layer '${name}' (${kind}): only in the second file`);
  return lines;
}

type Arrays = ReadonlyMap<string, LayerSection>;

/** A layer's arrays by their names. */
const arraysOf = (layer: string, all: readonly LayerSection[]): Arrays =>
  new Map(all.filter((section) => section.layer.name === layer).map((section) => [parameterName(section), section]));

const compareArrays = (first: Arrays, second: Arrays): string[] =>
  [...new Set([...first.keys(), ...second.keys()])].sort().flatMap((name) => {
    const [before, after] = [first.get(name), second.get(name)];
    if (before === undefined || after === undefined) {
      return [`${name}: only in the ${after === undefined ? 'first' : 'second'} file`];
    }
    return compareNumbers(before, after).map((difference) => `${name}: ${difference}`);
  });

function compareNumbers(first: LayerSection, second: LayerSection): string[] {
  const [before, after] = [sectionValues(first), sectionValues(second)];
  const [shape, otherShape] = [before.shape.join(' × '), after.shape.join(' × ')];
  if (shape !== otherShape) return [`${shape} → ${otherShape}`];
  const differing = [...before.values.keys()].filter((k) => !Object.is(before.values[k], after.values[k]));
  if (differing.length === 0) return [];
  const [k] = differing;
  const share = `${differing.length} of ${before.values.length} numbers differ`;
  return [`${share}, first at ${k}: ${before.values[k]} → ${after.values[k]}`];
}
