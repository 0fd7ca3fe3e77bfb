// A run's results: tables, what is asked of them, and the facts as the last lines; the same in files.
import { join } from 'node:path';
import Table from 'cli-table3';
import { writeTogether } from '@bitplane/cli';
import { factsOf, lineOf, speedUp, type Fact } from './facts';
import { cpuPhrase, headlinesOf } from './headline';
import { LAYERS, SHAPES } from './layers';
import { kernelsOf, pageOf } from './page';
import { medianOf, type BenchRecord, type Series } from './record';

export const TITLES: Readonly<Record<Series, string>> = {
  avx2: 'Limited to AVX2 (libraries without such a switch are listed above)',
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

/** series: those that were run. Their facts are the last lines, each of which starts with its series. */
export function printRecord(record: BenchRecord, series: readonly Series[], files: readonly string[]): void {
  const { cpu, compiler, rounds, commit } = record;
  console.log(
    `${cpuPhrase(cpu)}, ${compiler}, commit ${commit ?? 'unknown'}, one thread, medians of ${rounds} rounds\n`,
  );
  for (const name of [...series].reverse()) {
    console.log(TITLES[name]);
    console.log(`${tableOf(record, name)}\n`);
    console.log(`${factsOf(record, name).map(verdictOf).join('\n')}\n`);
    const headlines = headlinesOf(record, name);
    if (headlines.length > 0) console.log(`${headlines.join('\n')}\n`);
  }
  console.log(`${files.join('\n')}\n`);
  for (const name of series) for (const fact of factsOf(record, name)) console.log(lineOf(fact, name));
}

function tableOf(record: BenchRecord, series: Series): string {
  const shown = record.peers.filter((times) => times.series === series);
  const ours = shown.find(({ peer }) => peer === 'bitplane');
  const table = new Table({ head: ['µs (times ours)', ...LAYERS, 'ran'], style: { head: [], border: [] } });
  table.push(['', ...LAYERS.map((layer) => SHAPES[layer]), '']);
  for (const times of shown) {
    const cells = LAYERS.map((layer) => {
      const ns = medianOf(times.layers[layer]?.ns);
      const factor = times === ours ? null : speedUp(ours, times, layer);
      return `${ns === null ? '–' : (ns / 1000).toFixed(ns < 1e4 ? 2 : 1)}${factor === null ? '' : ` (${factor.toFixed(1)})`}`;
    });
    table.push([times.release ?? times.peer, ...cells, kernelsOf(record, times)]);
  }
  return table.toString();
}

function verdictOf(fact: Fact): string {
  if (fact.required === null) return `  ${lineOf(fact)}`;
  const isMet = fact.value !== null && fact.value >= fact.required;
  return `  ${lineOf(fact)} (required ${fact.required}${fact.unit}: ${isMet ? 'met' : 'missed'})`;
}
