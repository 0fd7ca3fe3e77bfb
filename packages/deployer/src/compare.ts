// compare: reports side by side, in the terminal, as a page and in the forms of other tools.
import { outFolder, requireWritable, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { compareReports } from './report/comparison';
import type { Comparison } from './report/comparison-row';
import { FORMATS } from './report/formats';
import { comparisonPage } from './report/page/page';
import { percent } from './report/quantities';
import type { Report } from './report/schema';
import { comparisonTable } from './report/terminal-table';
import { selectReports, type Selection } from './select-reports';

export interface CompareOptions extends Selection {
  /** The page. */
  readonly out?: string;
  /** The file of each further form, by its name. */
  readonly files: Readonly<Record<string, string>>;
  /** In %: how much slower than the baseline a row may be. */
  readonly failIfSlower?: number;
}

export interface CompareOutcome {
  readonly page: string;
  /** Rows that are slower than allowed, in words. */
  readonly slower: readonly string[];
}

/**
 * Prints the table, writes the page and the other files. Throws E_MISSING_FILE naming push where there is no report,
 * E_USAGE for reports that do not compare.
 */
export function compare({ out, files, failIfSlower, ...selection }: CompareOptions): CompareOutcome {
  const page = out === undefined ? outFolder('reports', 'compare.html') : userPath(out);
  const others = FORMATS.filter(({ name }) => files[name] !== undefined);
  for (const file of [page, ...others.map(({ name }) => userPath(files[name]))]) {
    requireWritable(file, 'choose another one');
  }
  const reports = selectReports(selection);
  const comparison = compareReports(reports);
  console.log(comparisonTable(comparison));
  writeWhole(page, comparisonPage(comparison));
  for (const { name, write } of others) writeWhole(userPath(files[name]), write(comparison));
  return { page, slower: failIfSlower === undefined ? [] : slowerRows(comparison, { reports, failIfSlower }) };
}

/**
 * A row is too slow if it is slower beyond noise, and by more than that. Throws E_USAGE where nothing can be said of
 * any row: such a gate would never fail. Engines measured beside a report's own are no part of it.
 */
function slowerRows(
  { rows: [, ...others] }: Comparison,
  { reports, failIfSlower: maxPercent }: { readonly reports: readonly Report[]; readonly failIfSlower: number },
): string[] {
  const own = others.filter(({ report }) => reports.includes(report));
  const known = own.filter(({ difference }) => difference !== null && difference.verdict !== 'unknown');
  if (known.length === 0) {
    throw new BitplaneError(
      'E_USAGE',
      '--fail-if-slower: expected two measurements of one source with rounds, got none that compare: measure again with "npx nx run deployer:bench", and name both reports',
    );
  }
  return known
    .filter(({ difference }) => difference!.verdict === 'slower' && 100 * (difference!.ratio - 1) > maxPercent)
    .map(({ label, difference }) => `${label} is slower by ${percent(100 * (difference!.ratio - 1))}`);
}
