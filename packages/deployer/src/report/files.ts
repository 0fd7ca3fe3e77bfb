// Reports as files: checked when they come in and when they go out.
import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { outFolder, readWhole, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { REPORT_SCHEMA, reportSchema, type Report } from './schema';
import { REPORT_SCHEMA_1, reportOfVersion1 } from './version-1';

/** Throws E_MISSING_FILE, or E_FILE with the first field that is not as docs/report.md says. */
export function readReport(file: string): Report {
  if (!existsSync(file)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected a report, found no file ${file}: make one with "npx nx run deployer:push"`,
    );
  }
  return parseReport(readWhole(file).toString(), file);
}

/** A report of version 1 comes back as one of version 2. */
export function parseReport(text: string, file: string): Report {
  const data = parseJson(text, file);
  const version = (data as { schema?: unknown } | null)?.schema;
  if (version !== REPORT_SCHEMA && version !== REPORT_SCHEMA_1) {
    const came = typeof version === 'string' ? `"${version}"` : 'none';
    throw new BitplaneError(
      'E_FILE',
      `${file}: expected a report with the schema "${REPORT_SCHEMA}" or "${REPORT_SCHEMA_1}", got ${came}`,
    );
  }
  const result = (version === REPORT_SCHEMA ? reportSchema : reportOfVersion1).safeParse(data);
  if (result.success) return result.data;
  throw new BitplaneError('E_FILE', `${file}: ${describeIssue(result.error)}; docs/report.md describes the fields`);
}

/** Writes atomically; makes the folder. Throws E_VALUE if the report is not as the schema says. */
export function writeReport(file: string, report: Report): void {
  const result = reportSchema.safeParse(report);
  if (!result.success) throw new BitplaneError('E_VALUE', `report for ${file}: ${describeIssue(result.error)}`);
  writeWhole(file, `${JSON.stringify(result.data, null, 2)}\n`);
}

/**
 * Where a report goes if the user names no file: out/reports/<host>-<time>.json, the time as 20260131T120000Z; with -2
 * and so on after it where there is one, of the same second or of a clock that was put back.
 */
export function defaultReportFile({ host, created }: Pick<Report, 'host' | 'created'>): string {
  const time = created.replace(/[-:]|\.\d+/g, '');
  const name = `${host.replace(/[^\w.-]/g, '_')}-${time}`;
  for (let number = 1; ; number++) {
    const file = outFolder('reports', `${name}${number === 1 ? '' : `-${number}`}.json`);
    if (!existsSync(file)) return file;
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BitplaneError('E_FILE', `${file}: expected a report in JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function describeIssue({ issues }: z.ZodError): string {
  const [{ path, message }] = issues;
  return `${path.length === 0 ? 'the report' : `field ${path.join('.')}`}: ${message.replaceAll('\n', ' ')}`;
}
