// The command `scaling`: what bench-ranks measured, put into the cost of sums over up to 1,024 hosts.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { networkName, outFolder, readWhole, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { ranksPage, type RanksRecord } from '../ranks/report';
import { checkRows, checkTable, linkOf } from './check';
import type { Link } from './costs';
import { replaceSections } from './sections';
import { describeLinkCost, hostsTable, inputsTable, limitsTable, networksOf } from './tables';

export interface ScalingOptions {
  /** Folder of bench-ranks; default: out/bench-ranks. */
  readonly from?: string;
  /** Default: LINKS. */
  readonly link?: readonly Link[];
  /** Markdown file whose generated sections are replaced. */
  readonly page?: string;
  readonly print: (line: string) => void;
}

/** Inputs of the model, not measurements: the latencies of TCP in a usual network and in a good one. */
export const LINKS: readonly Link[] = [
  { bitsPerSecond: 1e9, alpha: 50e-6, overhead: 10e-6 },
  { bitsPerSecond: 25e9, alpha: 10e-6, overhead: 5e-6 },
];

/**
 * Writes scaling.md beside ranks.json, of which it is made, and replaces the sections of a page. Throws E_MISSING_FILE
 * without ranks.json, E_USAGE where it lacks a case that the model needs.
 */
export function scaling({ from, link: links = LINKS, page, print }: ScalingOptions): void {
  const folder = from === undefined ? outFolder('bench-ranks') : userPath(from);
  const ranks = readRecord(join(folder, 'ranks.json'));
  const hostsFile = join(folder, 'hosts.json');
  const sections = new Map([
    ['measured', ranksPage(ranks).trim()],
    ['model', modelText(ranks, links)],
    ...(existsSync(hostsFile) ? [['check', checkText(readRecord(hostsFile), ranks)] as const] : []),
  ]);
  const text = `${[...sections.values()].join('\n\n')}\n`;
  writeWhole(join(folder, 'scaling.md'), text);
  print(text);
  if (page === undefined) return;
  const path = userPath(page);
  writeWhole(path, replaceSections(path, readWhole(path).toString(), sections));
}

function readRecord(path: string): RanksRecord {
  if (existsSync(path)) return JSON.parse(readWhole(path).toString()) as RanksRecord;
  throw new BitplaneError(
    'E_MISSING_FILE',
    `no measurements in ${dirname(path)}: run "npx nx run trainer:bench-ranks -- --exchange full,one-bit-adam" first, or name their folder with --from`,
  );
}

const modelText = (ranks: RanksRecord, links: readonly Link[]): string =>
  [
    inputsTable(ranks),
    limitsTable(ranks, links),
    ...networksOf(ranks).flatMap((network) =>
      links.map((link) => `${networkName(network)}, ${describeLinkCost(link)}:\n\n${hostsTable(ranks, network, link)}`),
    ),
  ].join('\n\n');

function checkText(hosts: RanksRecord, ranks: RanksRecord): string {
  const link = linkOf(hosts);
  if (link === null) return ranksPage(hosts).trim();
  return `${ranksPage(hosts)}\nThe model with ${describeLinkCost(link)}:\n\n${checkTable(checkRows(hosts, link, ranks))}`;
}
