// Explanations for the terminal.
import Table from 'cli-table3';
import type { Explanation } from './explain';
import type { LayerEstimate } from './cost-model';

const WIDTH = 110;
const NUM_COLUMNS = 5;

export function explanationTable(explanations: readonly Explanation[]): string {
  if (explanations.length === 0) return 'explain: every layer is in bits and integers';
  const table = new Table({
    head: ['layer', 'kind', 'parameters\nkB', 'activations\nkB', 'estimated\nµs'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { layers, why, change } of explanations) {
    for (const each of layers) table.push([each.layer.name, each.layer.kind, ...numbersOf(each)]);
    const text = [...wrapped(`why: ${why}`), ...wrapped(`change: ${change}`)].join('\n');
    table.push([{ colSpan: NUM_COLUMNS, hAlign: 'left', content: text }]);
  }
  const layers = explanations.flatMap((each) => each.layers);
  table.push(['total', '', ...numbersOf(totalOf(layers))]);
  return `explain: what is not in bits and integers, or costs more than it need (times: docs/export.md)\n${table.toString()}`;
}

const kilobytes = (nbytes: number): string => (nbytes / 1000).toFixed(2);

type Numbers = Pick<LayerEstimate, 'parameters' | 'activations' | 'microseconds'>;

const numbersOf = ({ parameters, activations, microseconds }: Numbers): string[] => [
  kilobytes(parameters),
  kilobytes(activations),
  microseconds.toFixed(2),
];

const totalOf = (layers: readonly LayerEstimate[]): Numbers => ({
  parameters: layers.reduce((sum, each) => sum + each.parameters, 0),
  activations: layers.reduce((sum, each) => sum + each.activations, 0),
  microseconds: layers.reduce((sum, each) => sum + each.microseconds, 0),
});

/** Lines of whole words, indented from the second one on. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line.length + word.length >= WIDTH) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
