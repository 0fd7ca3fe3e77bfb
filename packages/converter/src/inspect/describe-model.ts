// A .bpm file as tables: what lies where, what each layer is, how its thresholds are spread.
import Table from 'cli-table3';
import { inferTypes, INPUT, listSections, modelCost, sectionValues } from '@bitplane/model';
import type { ListedSection, Model, TensorType } from '@bitplane/model';
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
    `${model.name}: image ${shape(types.get(INPUT)!)} → ${shape(types.get(model.layers.at(-1)!.name)!)}, ${nbytes} bytes`,
    `${total('binaryMacs')} binary and ${total('integerMacs')} integer products an image; ${classes}`,
    layerTable(model, types),
    sectionTable(model),
  ].join('\n');
}

const shape = ({ element, height, width, channels }: TensorType): string => `${element} ${height}×${width}×${channels}`;

function layerTable(model: Model, types: ReadonlyMap<string, TensorType>): string {
  const rows = modelCost(model).map(({ layer, binaryMacs, integerMacs }) => [
    layer.name,
    layer.kind,
    layer.inputs.join('\n'),
    shape(types.get(layer.name)!),
    binaryMacs + integerMacs || '',
  ]);
  return table(['layer', 'kind', 'reads', 'makes', 'products'], [4], rows);
}

function sectionTable(model: Model): string {
  const rows = listSections(model).map(({ type, offset, bytes, layer, slot }, index) => [
    index,
    offset,
    bytes.length,
    type,
    layer === null ? FILE_SECTIONS[type] : `${layer.name}.${slot}`,
    layer === null || slot === null ? '' : spread(model, { type, layer, slot }),
  ]);
  return table(['section', 'offset', 'bytes', 'type', 'holds', 'spread'], [0, 1, 2], rows);
}

/** Signs have a share of −1, numbers a histogram. */
function spread(model: Model, { type, layer, slot }: Pick<ListedSection, 'type' | 'layer' | 'slot'>): string {
  const { shape: extents, values } = sectionValues(model, layer!, slot!)!;
  if (type !== 'bits') return histogramText(histogramOf(values));
  const negative = [...values].filter((value) => value < 0).length;
  return `${extents.join(' × ')}, ${((100 * negative) / values.length).toFixed(1)} % −1`;
}

/** numbers: the columns that are. */
function table(head: string[], numbers: readonly number[], rows: (string | number)[][]): string {
  const colAligns = head.map((_, column) => (numbers.includes(column) ? 'right' : 'left'));
  const made = new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
  made.push(...rows);
  return made.toString();
}
