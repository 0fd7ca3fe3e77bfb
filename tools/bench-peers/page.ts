// The record as one page without scripts: a bar per library and layer, and the table below it.
import { factsOf, lineOf, slowPath, speedUp } from './facts';
import { cpuPhrase, headlinesOf } from './headline';
import { LAYERS, SHAPES, type Layer } from './layers';
import { OURS, PEERS } from './peers';
import { medianOf, type BenchRecord, type NetworkTimes, type PeerTimes, type Series } from './record';

const HEADINGS: Readonly<Record<Series, string>> = { avx2: 'Limited to AVX2', native: 'All features of the CPU' };

export function pageOf(record: BenchRecord): string {
  const series = (['avx2', 'native'] as const).filter((name) => record.peers.some((times) => times.series === name));
  const { cpu, compiler, commit, rounds, date } = record;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Binary convolution layers beside other libraries</title>
<style>${STYLE}</style>
<main>
<h1>Binary convolution layers beside other libraries</h1>
<p>${escape(`${cpuPhrase(cpu)} · ${compiler} · commit ${commit ?? 'unknown'} · ${date} · one thread · medians of ${rounds} rounds, each library a process of its own, in turn`)}.
Every result was checked before it was timed. The numbers are how many times longer a library takes than Bitplane; times are in the table.</p>
${series.map((name) => section(record, name)).join('\n')}
${networks(record)}
</main>
</html>
`;
}

function section(record: BenchRecord, series: Series): string {
  const shown = peersIn(record, series);
  const ours = shown.find(({ peer }) => peer === 'bitplane');
  const facts = factsOf(record, series).map((fact) => `<li>${escape(lineOf(fact))}</li>`);
  const headlines = headlinesOf(record, series).map((line) => `<p>${escape(line)}</p>`);
  return `<h2>${HEADINGS[series]}</h2>
${headlines.join('')}
<div class="charts">${LAYERS.map((layer) => chart(layer, shown, ours)).join('')}</div>
<details open><summary>Figures</summary>
<div class="wide"><table><tr><th>µs per image</th>${LAYERS.map((layer) => `<th>${layer}</th>`).join('')}<th>ran</th></tr>
${shown.map((times) => `<tr><th>${label(times)}</th>${LAYERS.map((layer) => `<td>${microseconds(times, layer)}</td>`).join('')}<td>${escape(kernelsOf(record, times))}</td></tr>`).join('\n')}
</table></div>
<ul>${facts.join('')}</ul></details>`;
}

/** One bar a library, its length in proportion to its time. */
function chart(layer: Layer, shown: readonly PeerTimes[], ours: PeerTimes | undefined): string {
  const longest = Math.max(...shown.map((times) => medianOf(times.layers[layer]?.ns) ?? 0), 1);
  const bars = shown.map((times) => {
    const width = (100 * (medianOf(times.layers[layer]?.ns) ?? 0)) / longest;
    const factor = times === ours ? 1 : speedUp(ours, times, layer);
    return `<div class="row"><span>${label(times)}</span><i class="${times === ours ? 'ours' : ''}" style="width:${width.toFixed(2)}%"></i><b>${factor === null ? '–' : `${factor.toFixed(1)} ×`}</b></div>`;
  });
  return `<figure><figcaption><strong>${layer}</strong> ${SHAPES[layer]}</figcaption>${bars.join('')}</figure>`;
}

const peersIn = ({ peers }: BenchRecord, series: Series): PeerTimes[] =>
  peers.filter((times) => times.series === series);

const label = ({ peer, release }: PeerTimes): string => {
  const name = [OURS, ...PEERS].find((each) => each.name === peer)?.label ?? peer;
  return escape(release === null ? name : `${name}, ${release}`);
};

/** Each kernel that ran once, and why it is a slow path, if it is. */
export function kernelsOf(record: BenchRecord, times: PeerTimes): string {
  const kernels = new Set(Object.values(times.layers).flatMap(({ kernel }) => (kernel === null ? [] : [kernel])));
  const slow = slowPath(record, times);
  return `${[...kernels].join(', ') || 'not said'}${slow === null ? '' : `; slow path: ${slow}`}`;
}

const NETWORKS = {
  reference: 'The reference network',
  shape: 'Its shape with a threshold per channel, seeded weights',
} as const;

function networks(record: BenchRecord): string {
  const row = ({ engine, release, kernel, slow, ns }: NetworkTimes): string => {
    const median = medianOf(ns);
    const ran = [kernel, slow === null ? null : `slow path: ${slow}`].filter((text) => text !== null).join('; ');
    const name = release === null ? engine : `${engine}, ${release}`;
    return `<tr><th>${escape(name)}</th><td>${median === null ? '–' : (median / 1000).toFixed(1)}</td><td>${escape(ran)}</td></tr>`;
  };
  return (['reference', 'shape'] as const)
    .filter((name) => record.networks[name].length > 0)
    .map(
      (name) =>
        `<h2>${NETWORKS[name]}</h2><div class="wide"><table><tr><th>µs per image</th><th></th><th>ran</th></tr>${record.networks[name].map(row).join('')}</table></div>`,
    )
    .join('\n');
}

function microseconds(times: PeerTimes, layer: Layer): string {
  const ns = medianOf(times.layers[layer]?.ns);
  return ns === null ? '–' : (ns / 1000).toFixed(ns < 1e4 ? 2 : 1);
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2330, #e6e9ef); --soft: light-dark(#5b6577, #9aa4b5); --paper: light-dark(#fff, #14181f);
  --card: light-dark(#f5f7fa, #1d232d); --bar: light-dark(#b4bfcf, #4a566a); --ours: light-dark(#0b7a75, #3cc2b4); }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; } h2 { font-size: 19px; margin: 36px 0 12px; } p { color: var(--soft); margin: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 14px; }
figure { margin: 0; padding: 14px 16px; background: var(--card); border-radius: 10px; } figcaption { margin-bottom: 8px; color: var(--soft); }
figcaption strong { color: var(--ink); }
.row { display: grid; grid-template-columns: 1fr auto; column-gap: 8px; align-items: center; margin: 5px 0; font-size: 13px; }
.row span { grid-column: 1 / -1; color: var(--soft); } .row i { height: 12px; min-width: 2px; border-radius: 4px; background: var(--bar); }
.row i.ours { background: var(--ours); } .row b { font-variant-numeric: tabular-nums; font-weight: 600; }
details { margin-top: 14px; } summary { cursor: pointer; color: var(--soft); } .wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 10px 0; font-variant-numeric: tabular-nums; } th, td { padding: 5px 14px 5px 0; text-align: right; white-space: nowrap; }
th:first-child { text-align: left; } tr + tr { border-top: 1px solid var(--card); } ul { columns: 2 320px; padding-left: 18px; color: var(--soft); }
`;
