// What the rows were measured with, and where that differs from the baseline.
import { escapeHtml } from '@bitplane/cli';
import type { Comparison } from '../comparison-row';
import type { Report } from '../schema';

const FACTS: readonly (readonly [string, (report: Report) => string | null])[] = [
  ['Board', ({ board }) => board.model],
  ['Processor', ({ board }) => board.cpu],
  ['Cores', ({ board }) => textOf(board.cores)],
  ['Architecture', ({ board }) => board.architecture],
  ['C library', ({ board }) => board.libc],
  ['CPU features', ({ board }) => board.features.join(' ')],
  ['Source of times', ({ source }) => source],
  ['Governor', ({ conditions }) => conditions.governor],
  ['Clock before', ({ conditions }) => withUnit(conditions.frequency_mhz.before, 'MHz')],
  ['Engine', ({ engine, program }) => `${engine} ${program.version}`],
  ['Compiler', ({ program }) => program.compiler],
  ['Flags', ({ program }) => program.flags],
  ['Commit', ({ program }) => commitOf(program)],
  ['Model', ({ model }) => `${model.name}, ${model.sha256.slice(0, 12)}`],
  ['Threads', ({ benchmark }) => String(benchmark.threads)],
  ['Kept to cores', ({ benchmark }) => benchmark.cores?.join(', ') ?? null],
  ['BITPLANE_CPU', ({ benchmark }) => benchmark.forced_cpu],
  ['Noise', ({ conditions }) => (conditions.noise.length === 0 ? 'none known' : conditions.noise.join('; '))],
];

/** HTML; '' for one row. Facts that are the same everywhere follow in one line each. */
export function environment({ rows }: Comparison): string {
  if (rows.length < 2) return '';
  const facts = FACTS.map(([name, of]) => ({ name, values: rows.map(({ report }) => of(report)) }));
  const differing = facts.filter(({ values }) => new Set(values).size > 1);
  const same = facts.filter(({ name, values }) => values[0] !== null && !differing.some((fact) => fact.name === name));
  const head = rows.map(({ label }) => `<th scope="col">${escapeHtml(label)}</th>`).join('');
  const lines = differing.map(
    ({ name, values }) => `<tr><th scope="row">${name}</th>${values.map(cell).join('')}</tr>`,
  );
  const table =
    differing.length === 0
      ? '<p>Nothing that the reports say differs.</p>'
      : `<div class="scroll" tabindex="0" role="region" aria-label="Differences of environment"><table id="environment" class="wide"><thead><tr><th scope="col">Fact</th>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
  const list = same.map(({ name, values }) => `<dt>${name}</dt><dd>${escapeHtml(values[0]!)}</dd>`).join('');
  return `<section class="card"><h2>Differences of environment</h2><p class="caption">Marked: other than the baseline.</p>${table}
<details><summary>The same in all rows</summary><dl>${list}</dl></details></section>`;
}

function cell(value: string | null, column: number, values: readonly (string | null)[]): string {
  const text = escapeHtml(value ?? 'not known');
  return value === values[0] ? `<td>${text}</td>` : `<td class="differs"><mark>${text}</mark></td>`;
}

const textOf = (value: number | null): string | null => (value === null ? null : String(value));
const withUnit = (value: number | null, unit: string): string | null => (value === null ? null : `${value} ${unit}`);
const commitOf = ({ commit, dirty }: Report['program']): string | null =>
  commit === null ? null : `${commit.slice(0, 12)}${dirty === true ? ' with changes' : ''}`;
