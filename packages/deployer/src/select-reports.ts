// Which reports a comparison is of: those that the user names, or one comparison out of the folder of reports.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { outFolder, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { glob } from './ssh';
import { readReport } from './report/files';
import type { Report } from './report/schema';

export const ACROSS = ['model', 'threads', 'source'] as const;
export type Across = (typeof ACROSS)[number];

export interface Selection {
  /** Files, folders or patterns; none means out/reports. */
  readonly paths: readonly string[];
  readonly host?: string;
  /** How many of the newest reports. */
  readonly last?: number;
  readonly across: readonly Across[];
  /** A file, label, host or the start of a commit: the first row. */
  readonly baseline?: string;
}

interface Found {
  readonly file: string;
  readonly report: Report;
}

/**
 * Returns the reports, the baseline first. Named files keep their order; those of folders and patterns, and the default
 * set, come oldest first. Without paths and `last` the set is one comparison: of the reports that are like the newest
 * one in model, threads and source, the newest of each measurement. Throws E_MISSING_FILE where there is none, and
 * E_USAGE for reports that are unlike in a way that `across` does not allow, or a baseline that is none of them.
 */
export function selectReports(selection: Selection): [Report, ...Report[]] {
  const { paths, host, last, across } = selection;
  const isNamed = paths.length > 0;
  const found = (isNamed ? paths.flatMap(filesOf) : filesIn(outFolder('reports'))).filter(
    ({ report }) => host === undefined || report.host === host,
  );
  if (found.length === 0) throw noReports(selection);
  const newest = last === undefined ? found : byTime(found).slice(-last);
  const chosen = isNamed || last !== undefined ? newest : oneComparison(newest, across);
  requireAlike(chosen, across);
  const [first, ...others] = baselineFirst(chosen, selection.baseline);
  return [first.report, ...others.map(({ report }) => report)];
}

/** Changes when a file comes, goes or changes that a selection of these paths may read. */
export function stampOf(paths: readonly string[]): string {
  const listed = (paths.length > 0 ? paths.flatMap(candidatesOf) : candidatesIn(outFolder('reports'))).map(
    ({ file }) => file,
  );
  return JSON.stringify(
    listed.map((file) => {
      const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
      return [file, mtimeMs, size];
    }),
  );
}

interface Candidate {
  readonly file: string;
  /** Whether the user has named it: then it is a report or an error, else it may be left out. */
  readonly isNamed: boolean;
}

/** What a path that the user gave leads to: a file, the files of a folder, those of a pattern. */
function candidatesOf(path: string): Candidate[] {
  const full = userPath(path);
  if (!existsSync(full) && /[*?[]/.test(path)) return glob(full).flatMap(candidatesOf);
  return existsSync(full) && statSync(full).isDirectory() ? candidatesIn(full) : [{ file: full, isNamed: true }];
}

const candidatesIn = (folder: string): Candidate[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => ({ file: join(folder, name), isNamed: false }))
    : [];

/** Those of one path: a named file, or all of its folder or pattern by time. */
const filesIn = (folder: string): Found[] => byTime(candidatesIn(folder).flatMap(reportIn));
const filesOf = (path: string): Found[] => byTime(candidatesOf(path).flatMap(reportIn));

function reportIn({ file, isNamed }: Candidate): Found[] {
  if (isNamed) return [{ file, report: readReport(file) }];
  try {
    return [{ file, report: readReport(file) }];
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
    console.log(`note: left out ${error.message}`);
    return [];
  }
}

const byTime = (found: readonly Found[]): Found[] =>
  [...found].sort((a, b) => a.report.created.localeCompare(b.report.created));

function oneComparison(found: readonly Found[], across: readonly Across[]): Found[] {
  const newest = found.at(-1)!.report;
  const isLike = ({ report }: Found) =>
    ACROSS.every((name) => across.includes(name) || KEYS[name](report) === KEYS[name](newest));
  const alike = new Map(found.filter(isLike).map((each) => [measurementOf(each.report), each]));
  return byTime([...alike.values()]);
}

/** What stays the same while programs and weights change. */
const measurementOf = ({ host, engine, label, model, source, benchmark }: Report): string =>
  JSON.stringify([host, engine, label, model.name, source, benchmark.threads, benchmark.forced_cpu]);

const KEYS: Readonly<Record<Across, (report: Report) => string>> = {
  model: ({ model }) => model.name,
  threads: ({ benchmark }) => String(benchmark.threads),
  source: ({ source }) => source,
};

function requireAlike(found: readonly Found[], across: readonly Across[]): void {
  for (const name of ACROSS) {
    const values = [...new Set(found.map(({ report }) => KEYS[name](report)))];
    if (values.length === 1 || across.includes(name)) continue;
    throw new BitplaneError(
      'E_USAGE',
      `expected reports of one ${name}, got ${values.map((value) => `"${value}"`).join(', ')}: name fewer reports, or compare nevertheless with --across ${name}`,
    );
  }
}

function baselineFirst(found: readonly Found[], baseline: string | undefined): Found[] {
  if (baseline === undefined) return [...found];
  const first = found.filter((each) => isBaseline(each, baseline)).at(-1);
  if (first === undefined) {
    const names = [...new Set(found.map(({ file }) => basename(file)))].join(', ');
    throw new BitplaneError(
      'E_USAGE',
      `--baseline: expected a file, label, host or commit of the compared reports, got "${baseline}": they are ${names}`,
    );
  }
  return [first, ...found.filter((each) => each !== first)];
}

const isBaseline = ({ file, report }: Found, name: string): boolean =>
  file === userPath(name) ||
  basename(file) === name ||
  report.label === name ||
  report.host === name ||
  (name.length >= 7 && (report.program.commit?.startsWith(name) ?? false));

function noReports({ paths, host }: Selection): BitplaneError {
  const where = paths.length > 0 ? paths.join(', ') : outFolder('reports');
  const ofHost = host === undefined ? '' : ` of host ${host}`;
  const option = host === undefined ? '' : ` --host ${host}`;
  return new BitplaneError(
    'E_MISSING_FILE',
    `expected reports${ofHost} in ${where}, found none: make one with "npx nx run deployer:push${option}"`,
  );
}
