// compare: reports side by side, in the terminal and as a page.
import { outFolder, requireWritable, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { compareReports } from './report/comparison';
import { newestReportFiles, readReport } from './report/files';
import { comparisonPage } from './report/page/page';
import { comparisonTable } from './report/terminal-table';

/** Without files named, this many of the newest reports are taken. */
const NUM_NEWEST = 6;

/**
 * Prints the table, writes the page and returns its path. Throws E_MISSING_FILE naming push where there is no report.
 */
export function compare(files: readonly string[], options: { readonly out?: string }): string {
  const [first, ...others] = files.length > 0 ? files.map(userPath) : newestReportFiles(NUM_NEWEST);
  if (first === undefined) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected reports in ${outFolder('reports')}, found none: make one with "npx nx run deployer:push"`,
    );
  }
  const page = options.out === undefined ? outFolder('reports', 'compare.html') : userPath(options.out);
  requireWritable(page, 'choose another with --out');
  const comparison = compareReports([readReport(first), ...others.map(readReport)]);
  console.log(comparisonTable(comparison));
  writeWhole(page, comparisonPage(comparison));
  return page;
}
