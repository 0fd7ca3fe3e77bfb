// A record as a table of Markdown, which terminals show as well.
import { cpuPhrase } from '../bench-peers/headline';
import { medianOf } from '../bench-peers/record';
import {
  picosecondsPerProduct,
  productsOf,
  verdictsOf,
  type EngineFigures,
  type GrowthRecord,
  type Verdict,
} from './record';

const HEAD = [
  'network',
  'M products, binary + other',
  'engine',
  'µs',
  'ps per product',
  'load, ms',
  'memory, kB',
  'times ours',
  'ran',
];

export function growthTable({ networks }: GrowthRecord): string {
  const rows = networks.flatMap((network) =>
    network.engines.map((engine, k) => {
      const [ours] = network.engines;
      const picoseconds = picosecondsPerProduct(network, engine);
      const [own, first] = [medianOf(engine.ns), medianOf(ours.ns)];
      return [
        k === 0 ? network.network : '',
        k === 0 ? `${millions(network.binaryMacs)} + ${millions(productsOf(network) - network.binaryMacs)}` : '',
        engine.release ?? engine.engine,
        figure(own, 1000, 1),
        picoseconds === null ? '–' : picoseconds.toFixed(2),
        figure(medianOf(engine.loadNs), 1e6, 2),
        figure(engine.memoryNbytes, 1000, 0),
        own === null || first === null ? '–' : (own / first).toFixed(2),
        ranOf(engine),
      ];
    }),
  );
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const millions = (products: number): string => (products / 1e6).toFixed(1);

const figure = (value: number | null, unit: number, digits: number): string =>
  value === null ? '–' : (value / unit).toFixed(digits);

const ranOf = ({ kernel, slow }: EngineFigures): string =>
  [kernel, slow === null ? null : `slow path: ${slow}`].filter((text) => text !== null).join('; ');

export function growthText(record: GrowthRecord): string {
  const { cpu, compiler, commit, rounds, date } = record;
  return [
    `${cpuPhrase(cpu)}, ${compiler}, commit ${commit ?? 'unknown'}, ${date}, one thread, medians of ${rounds} rounds in turn`,
    growthTable(record),
    verdictsOf(record).map(verdictLine).join('\n'),
  ].join('\n\n');
}

/** "met: …" */
export const verdictLine = ({ text, isMet }: Verdict): string =>
  isMet === null ? `- ${text}` : `- ${isMet ? 'met' : 'missed'}: ${text}`;
