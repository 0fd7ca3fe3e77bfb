import { changeOf, energyOf, hasEnergy, interval, timeOf, timesOrNothing } from '../row-texts';
import type { Comparison, ComparisonRow } from '../comparison-row';
import { kilobytes, microseconds, percent } from '../quantities';
import type { Format } from './format';

/** Tables in GitHub's Markdown, for a pull request or an issue: all rows, then each row's layers that changed. */
export const markdown: Format = {
  name: 'markdown',
  what: 'tables in Markdown',
  write: ({ rows, notes }: Comparison) => {
    const [, ...others] = rows;
    const withEnergy = hasEnergy(rows);
    return [
      table(
        [
          ...['', 'board', 'time per image', 'vs. baseline', '95 % interval', 'verdict', 'model', 'accuracy'],
          ...(withEnergy ? ['energy per image'] : []),
        ],
        rows.map((row) => [
          ...[row.label, row.report.host, timeOf(row), timesOrNothing(row)],
          ...[interval(row.difference), changeOf(row)],
          ...[kilobytes(row.report.model.nbytes), row.accuracy === null ? '' : percent(row.accuracy)],
          ...(withEnergy ? [energyOf(row)] : []),
        ]),
      ),
      ...others.flatMap(layersOf),
      ...notes.map((note) => `- ${escaped(note)}`),
      '',
    ].join('\n');
  },
};

function layersOf({ label, layers }: ComparisonRow): string[] {
  const compared = layers.filter(({ difference }) => difference !== null);
  if (compared.length === 0) return [];
  const lines = compared.map(({ name, kernel, ns, difference }) => [
    ...[name, kernel, microseconds(ns), difference!.ratio.toFixed(3)],
    ...[interval(difference), changeOf({ difference })],
  ]);
  return [
    `\n<details><summary>Layers of ${escaped(label)}</summary>\n`,
    table(['layer', 'kernel', 'time', 'vs. baseline', '95 % interval', 'verdict'], lines),
    '\n</details>\n',
  ];
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');

/** Labels are the user's. */
const escaped = (text: string): string => text.replace(/[|\\`*_<>[\]]/g, (character) => `\\${character}`);
