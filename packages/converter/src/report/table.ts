// The export's report for the terminal.
import Table from 'cli-table3';
import type { ExportReport } from './report';
import { thresholdText } from './summarize-threshold';

const kilobytes = (nbytes: number): string => (nbytes === 0 ? '' : (nbytes / 1000).toFixed(2));
const millions = (macs: number): string => (macs === 0 ? '' : (macs / 1e6).toFixed(2));

/** About 120 columns wide. */
export function reportTable({ layers, bytes, binaryMacs, integerMacs, files, goldenImages }: ExportReport): string {
  const table = new Table({
    head: [
      'layer',
      'kind',
      'made from',
      'thresholds',
      'weights\nkB',
      'thresholds\nkB',
      'binary\nMMAC',
      'integer\nMMAC',
    ],
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const layer of layers) {
    table.push([
      layer.name,
      layer.kind,
      layer.from.join('\n'),
      layer.threshold === undefined ? '' : thresholdText(layer.threshold),
      kilobytes(layer.weightBytes),
      kilobytes(layer.thresholdBytes),
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
    millions(binaryMacs),
    millions(integerMacs),
  ]);
  const sizes = files.map(({ path, nbytes }) => `${path} ${(nbytes / 1000).toFixed(1)} kB`).join(', ');
  return [
    table.toString(),
    `weights ${(bytes.weights / 1000).toFixed(1)} kB + thresholds ${(bytes.thresholds / 1000).toFixed(1)} kB + rest = model.bpm ${(bytes.file / 1000).toFixed(1)} kB; the float32 network ${(bytes.float32 / 1000).toFixed(1)} kB`,
    sizes,
    `golden vectors: ${goldenImages.count} images, ${goldenImages.from}`,
  ].join('\n');
}
