// A run's results: tables, what is asked of them, and the facts as the last lines; the same in files.
import { join } from 'node:path';
import Table from 'cli-table3';
import { writeTogether } from '@bitplane/cli';
import { factsOf, lineOf, speedUp, type Fact } from './facts';
import { LAYERS, SHAPES } from './layers';
import { pageOf } from './page';
import { medianOf, type BenchRecord, type Series } from './record';

export const TITLES: Readonly<Record<Series, string>> = {
  avx2: 'Limited to AVX2 (XNNPACK and onnxruntime have no such switch and are listed above)',
  native: 'All features of this CPU',
};

/** Returns the files' paths. */
export function writeRecord(record: BenchRecord, folder: string): string[] {
  const files = new Map([
    [join(folder, 'record.json'), `${JSON.stringify(record, null, 2)}\n`],
    [join(folder, 'index.html'), pageOf(record)],
  ]);
  writeTogether(files);
  return [...files.keys()];
}

/** series: those that were run; the first one's facts are the last lines. */
export function printRecord(record: BenchRecord, series: readonly Series[], files: readonly string[]): void {
  const { cpu, compiler, rounds, commit } = record;
  console.log(`${cpu}, ${compiler}, commit ${commit ?? 'unknown'}, one thread, medians of ${rounds} rounds\n`);
  for (const name of [...series].reverse()) {
    console.log(TITLES[name]);
    console.log(`${tableOf(record, name)}\n`);
    console.log(`${factsOf(record, name).map(verdictOf).join('\n')}\n`);
  }
  console.log(`${files.join('\n')}\n`);
  for (const fact of factsOf(record, series[0])) console.log(lineOf(fact));
}

function tableOf({ peers }: BenchRecord, series: Series): string {
  const shown = peers.filter((times) => times.series === series);
  const ours = shown.find(({ peer }) => peer === 'bitplane');
  const table = new Table({ head: ['µs (times ours)', ...LAYERS], style: { head: [], border: [] } });
  table.push(['', ...LAYERS.map((layer) => SHAPES[layer])]);
  for (const times of shown) {
    const cells = LAYERS.map((layer) => {
      const ns = medianOf(times.layers[layer]?.ns);
      const factor = times === ours ? null : speedUp(ours, times, layer);
      return `${ns === null ? '–' : (ns / 1000).toFixed(ns < 1e4 ? 2 : 1)}${factor === null ? '' : ` (${factor.toFixed(1)})`}`;
    });
    table.push([times.peer, ...cells]);
  }
  return table.toString();
}

function verdictOf(fact: Fact): string {
  if (fact.required === null) return `  ${lineOf(fact)}`;
  const isMet = fact.value !== null && fact.value >= fact.required;
  return `  ${lineOf(fact)} (required ${fact.required}${fact.unit}: ${isMet ? 'met' : 'missed'})`;
}
