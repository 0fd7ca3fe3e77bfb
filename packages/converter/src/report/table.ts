// The export's report for the terminal.
import Table from 'cli-table3';
import type { ExportReport, LayerReport } from './report';

const kilobytes = (nbytes: number): string => (nbytes === 0 ? '' : (nbytes / 1000).toFixed(2));
const millions = (macs: number): string => (macs === 0 ? '' : (macs / 1e6).toFixed(2));

export function reportTable({ layers, bytes, binaryMacs, integerMacs, files }: ExportReport): string {
  const table = new Table({
    head: ['layer', 'kind', 'made from', 'thresholds', 'weights kB', 'thresholds kB', 'binary MMAC', 'integer MMAC'],
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const layer of layers) {
    table.push([
      layer.name,
      layer.kind,
      layer.from.join(', '),
      thresholdText(layer),
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
  ].join('\n');
}

function thresholdText({ threshold }: LayerReport): string {
  if (threshold === undefined) return '';
  const { per, count, intervals, smallest, largest } = threshold;
  return `${count} per ${per}, ${intervals ? 'two bounds' : 'one bound'}, ${smallest} … ${largest}`;
}
