// What an export says about its network: model.bpm, and the report.json beside it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { BitplaneError, inferTypes, numElements, readDataRecord, readModel, type DataRecord } from '@bitplane/model';
import type { Trained } from './test-images';

/** Of a .bpm file. Throws what readModel throws, and E_FILE for a damaged report. */
export function describeExport(file: string): Trained {
  const model = readModel(readWhole(file), file);
  const record = readReport(join(dirname(file), 'report.json'));
  const output = [...inferTypes(model).values()].at(-1)!;
  return { input: model.input, numScores: numElements(output), classes: model.classes ?? null, record };
}

/** Null where a .bpm file lies alone. */
function readReport(path: string): DataRecord | null {
  if (!existsSync(path)) return null;
  let report: { data?: unknown };
  try {
    report = JSON.parse(readWhole(path).toString()) as { data?: unknown };
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected the report of an export, got no JSON: export again`, {
      cause,
    });
  }
  return readDataRecord(report.data, path);
}
