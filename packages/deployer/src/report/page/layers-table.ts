// Each row's layers beside the baseline's, as a table: what the chart shows, with intervals and verdicts.
import { escapeHtml } from '@bitplane/cli';
import type { Comparison, ComparisonLayer, ComparisonRow } from '../comparison-row';
import { VERDICTS } from '../difference';
import { microseconds, times } from '../quantities';
import { interval } from '../row-texts';

/** HTML; '' where no layers compare. */
export function layersTables({ rows: [, ...others] }: Comparison): string {
  const compared = others.filter(({ layers }) => layers.some(({ difference }) => difference !== null));
  if (compared.length === 0) return '';
  return `<section class="card"><h2>Layers against the baseline</h2><p class="caption">Layers of the same name and kind.</p>
${compared.map(details).join('\n')}</section>`;
}

function details({ label, layers }: ComparisonRow, k: number): string {
  const head = ['Time', 'vs. first', '95 % interval'].map((title) => `<th scope="col" class="number">${title}</th>`);
  return `<details${k === 0 ? ' open' : ''}><summary>${escapeHtml(label)}</summary>
<table class="layers"><thead><tr><th scope="col">Layer</th>${head.join('')}<th scope="col">Verdict</th></tr></thead><tbody>${layers.map(line).join('')}</tbody></table></details>`;
}

function line({ name, kernel, ns, difference }: ComparisonLayer): string {
  const verdict =
    difference === null ? '' : `<span class="verdict ${difference.verdict}">${VERDICTS[difference.verdict]}</span>`;
  return `<tr><th scope="row">${escapeHtml(name)}<span class="engine">${escapeHtml(kernel)}</span></th>
<td class="number" data-label="Time">${microseconds(ns)}</td><td class="number" data-label="vs. first">${difference === null ? '' : times(difference.ratio)}</td>
<td class="number" data-label="95 % interval">${interval(difference)}</td><td data-label="Verdict">${verdict}</td></tr>`;
}
