// The results of a sweep as one HTML page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartCard, escapeHtml, networkName, renderPage, tileList } from '@bitplane/cli';
import type { SweepResults } from '../results';
import type { Sweep } from '../sweep';
import { percent } from '../table';
import { chartsOf } from './charts';
import { resultsTable } from './results-table';

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** commands: what to do next, by what they do. */
export function sweepPage(
  results: SweepResults,
  sweep: Sweep,
  commands: readonly (readonly [string, string])[],
): string {
  const { configurations, isComplete } = results;
  const charts = chartsOf(results);
  const count = `${configurations.length} configurations × ${sweep.seeds.length} ${sweep.seeds.length === 1 ? 'seed' : 'seeds'}`;
  return renderPage({
    title: `Sweep of “${networkName(sweep.options.network)}”`,
    lead: `${count}${isComplete ? '' : '; not all runs are at their end'}. Accuracies are those on held-out images, never on test images.`,
    style: read('style.css'),
    main: `${tileList(figuresOf(results))}
${nextSteps(results, commands)}
<section class="card"><h2>Configurations</h2><p class="caption">The best first; a click on a column sorts by it.</p>
${resultsTable(configurations)}</section>
${charts.map((chart) => chartCard(chart, 'The table has the accuracies.')).join('\n')}`,
    footer: 'Made by bitplane-trainer sweep.',
    charts,
    script: read('sort.client.js'),
  });
}

function figuresOf({ configurations, best }: SweepResults): [string, string][] {
  const [first] = configurations;
  const trained = configurations.flatMap(({ runs }) => runs.map(({ accuracies }) => accuracies.length));
  const full = configurations.reduce((sum, { totalEpochs, runs }) => sum + (totalEpochs ?? 0) * runs.length, 0);
  const epochs = trained.reduce((sum, each) => sum + each, 0);
  const failed = configurations.filter(({ state }) => state === 'failed').length;
  return [
    ...(best === null || first.accuracy === null
      ? []
      : [[percent(first.accuracy.mean), `held-out accuracy, configuration ${best.configuration}`] as [string, string]]),
    [String(configurations.length), 'configurations'],
    [String(epochs), `epochs trained, of ${full} without early stopping`],
    [String(failed), 'configurations failed'],
  ];
}

function nextSteps({ best }: SweepResults, commands: readonly (readonly [string, string])[]): string {
  if (best === null) return '';
  const items = commands.map(
    ([what, command]) => `<dt>To ${escapeHtml(what)}</dt><dd><code>${escapeHtml(command)}</code></dd>`,
  );
  return `<section class="card"><h2>Best run</h2><p class="caption">Configuration ${best.configuration}, seed ${best.seed}, in <code>${escapeHtml(best.folder)}</code></p>
<dl>${items.join('')}</dl></section>`;
}
