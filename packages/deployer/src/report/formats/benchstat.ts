import type { Report } from '../schema';
import type { Format } from './format';
import { seriesOf } from './series';

/**
 * Go's benchmark format (golang.org/design/14313-benchmark-format), a line per round. `benchstat -col /row FILE` puts
 * the rows of the comparison side by side.
 */
export const benchstat: Format = {
  name: 'benchstat',
  what: "Go's benchmark text, for benchstat -col /row",
  write: (comparison) => {
    let header = '';
    const lines = seriesOf(comparison).flatMap(({ row, name, report, rounds }) => {
      const what = name.slice(name.lastIndexOf(row.label) + row.label.length + 1);
      const threads = report.benchmark.threads === 1 ? '' : `-${report.benchmark.threads}`;
      const title = `Benchmark${capitalized(word(report.model.name))}/row=${word(row.label)}/layer=${word(what)}${threads}`;
      const iterations = Math.max(1, Math.round(report.benchmark.repeats / rounds.length));
      const next = headerOf(report);
      const head = next === header ? [] : [next];
      header = next;
      return [...head, ...rounds.map((ns) => `${title} ${iterations} ${ns} ns/op`)];
    });
    return `${lines.join('\n')}\n`;
  },
};

const headerOf = ({ host, board, program }: Report): string =>
  [
    'goos: linux',
    `goarch: ${GO_ARCHITECTURES[board.architecture] ?? board.architecture}`,
    'pkg: bitplane',
    `cpu: ${board.cpu}`,
    `host: ${host}`,
    `commit: ${program.commit ?? 'unknown'}`,
  ].join('\n');

const GO_ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', i386: '386' };

/** Neither spaces, which end a name, nor what separates its parts. */
const word = (text: string): string => text.replace(/[\s/=]+/g, '_');
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
