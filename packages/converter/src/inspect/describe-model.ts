// A .bpm file as tables: what lies where, what each layer is, how its thresholds are spread.
import Table from 'cli-table3';
import {
  describeType,
  inferTypes,
  INPUT,
  listSections,
  modelCost,
  parameterName,
  sectionValues,
  type LayerCost,
  type LayerSection,
  type Model,
  type TensorType,
} from '@bitplane/model';
import { histogramOf, histogramText } from './histogram';

/** What the sections hold that are not a layer's. */
const FILE_SECTIONS: Readonly<Record<string, string>> = {
  strings: 'names',
  tensors: 'tensor records',
  layers: 'layer records',
  uint8: 'class names',
};

/** Some 110 columns wide. */
export function describeModel(model: Model, nbytes: number): string {
  const types = inferTypes(model);
  const costs = modelCost(model);
  const total = (macs: 'binaryMacs' | 'integerMacs') => costs.reduce((sum, cost) => sum + cost[macs], 0);
  const classes = model.classes === undefined ? 'no class names' : `classes ${model.classes.join(', ')}`;
  return [
    `${model.name}: image ${describeType(types.get(INPUT)!)} → ${describeType(types.get(model.layers.at(-1)!.name)!)}, ${nbytes} bytes`,
    `${total('binaryMacs')} binary and ${total('integerMacs')} integer products an image; ${classes}`,
    layerTable(costs, types),
    sectionTable(model),
  ].join('\n');
}

function layerTable(costs: readonly LayerCost[], types: ReadonlyMap<string, TensorType>): string {
  const rows = costs.map(({ layer, binaryMacs, integerMacs }) => [
    layer.name,
    layer.kind,
    layer.inputs.join('\n'),
    describeType(types.get(layer.name)!),
    binaryMacs + integerMacs || '',
  ]);
  return table(['layer', 'kind', 'reads', 'makes', 'products'], [4], rows);
}

function sectionTable(model: Model): string {
  const rows = listSections(model).map(({ type, offset, bytes, parameter }, index) => [
    index,
    offset,
    bytes.length,
    type,
    parameter === null ? FILE_SECTIONS[type] : parameterName(parameter),
    parameter === null ? '' : spread(parameter),
  ]);
  return table(['section', 'offset', 'bytes', 'type', 'holds', 'spread'], [0, 1, 2], rows);
}

/** Signs have a share of −1, numbers a histogram. */
function spread(section: LayerSection): string {
  const { shape, values } = sectionValues(section);
  if (section.type !== 'bits') return histogramText(histogramOf(values));
  const negative = [...values].filter((value) => value < 0).length;
  return `${shape.join(' × ')}, ${((100 * negative) / values.length).toFixed(1)} % −1`;
}

/** numbers: the columns that are. */
function table(head: string[], numbers: readonly number[], rows: (string | number)[][]): string {
  const colAligns = head.map((_, column) => (numbers.includes(column) ? 'right' : 'left'));
  const made = new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
  made.push(...rows);
  return made.toString();
}
