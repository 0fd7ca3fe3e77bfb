// The export's report for the terminal.
import Table from 'cli-table3';
import type { ExportReport } from './report';
import { thresholdText } from './summarize-threshold';

const kilobytes = (nbytes: number): string => (nbytes === 0 ? '' : (nbytes / 1000).toFixed(2));
const sized = (nbytes: number): string => `${(nbytes / 1000).toFixed(1)} kB`;
const millions = (macs: number): string => (macs === 0 ? '' : (macs / 1e6).toFixed(2));

/** About 140 columns wide. "Numbers" are the parameters of what is computed in float32 or int8 beside the weights. */
export function reportTable(report: ExportReport): string {
  const { layers, bytes, binaryMacs, integerMacs, files, goldenImages, advice } = report;
  const table = new Table({
    head: [
      'layer',
      'kind',
      'made from',
      'thresholds',
      'weights\nkB',
      'thresholds\nkB',
      'numbers\nkB',
      'padding\nkB',
      'binary\nMMAC',
      'integer\nMMAC',
    ],
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const layer of layers) {
    table.push([
      layer.name,
      layer.detail === undefined ? layer.kind : `${layer.kind}\n${layer.detail}`,
      layer.from.join('\n'),
      layer.threshold === undefined ? '' : thresholdText(layer.threshold),
      kilobytes(layer.weightBytes),
      kilobytes(layer.thresholdBytes),
      kilobytes(layer.otherBytes),
      kilobytes(layer.paddingBytes),
      millions(layer.binaryMacs),
      millions(layer.integerMacs),
    ]);
  }
  table.push([
    'total',
    '',
    '',
    '',
    kilobytes(bytes.weights),
    kilobytes(bytes.thresholds),
    kilobytes(bytes.other),
    kilobytes(bytes.padding),
    millions(binaryMacs),
    millions(integerMacs),
  ]);
  const parts = [
    `weights ${sized(bytes.weights)}`,
    `thresholds ${sized(bytes.thresholds)}`,
    `numbers ${sized(bytes.other)}`,
    `padding ${sized(bytes.padding)}`,
    `header, names and records ${sized(bytes.header + bytes.names + bytes.records)}`,
    `alignment ${sized(bytes.alignment)}`,
  ];
  const sizes = files.map(({ path, nbytes }) => `${path} ${sized(nbytes)}`).join(', ');
  return [
    table.toString(),
    `${parts.join(' + ')} = model.bpm ${sized(bytes.file)}; the float32 network ${sized(bytes.float32)}`,
    ...advice,
    sizes,
    `golden vectors: ${goldenImages.count} images, ${goldenImages.from}`,
  ].join('\n');
}
