// A run's curves as one HTML page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartCard, renderPage } from '@bitplane/cli';
import type { History } from '../history';
import { chartsOf } from './charts';

/** Returns HTML. title: one line of text, which may hold anything. */
export function curvesPage(history: History, title: string): string {
  const charts = chartsOf(history);
  return renderPage({
    title,
    lead: lastEpoch(history),
    style: readFileSync(join(__dirname, 'style.css'), 'utf8'),
    main: charts.map((chart) => chartCard(chart)).join('\n'),
    footer: 'The horizontal axes are epochs.',
    charts,
  });
}

function lastEpoch({ epochs }: History): string {
  const last = epochs.at(-1);
  if (last === undefined) return 'The first epoch is not at its end.';
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const held = last.validationAccuracy === null ? '' : `, ${percent(last.validationAccuracy)} on held-out images`;
  return `After epoch ${last.epoch}: loss ${last.loss.toFixed(3)}, ${percent(last.accuracy)} right while training${held}.`;
}
