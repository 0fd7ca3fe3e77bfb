// The converter, spawned: from a trained network to model.bpm.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError, workspaceRoot } from '@bitplane/model';
import { z } from 'zod';

const count = z.int().min(0);

/** What is read of the converter's report.json. */
const schema = z.object({
  schema: z.literal('bitplane-export/1'),
  binaryMacs: count,
  integerMacs: count,
  bytes: z.object({ file: count, weights: count, thresholds: count, other: count, float32: count }),
});

export interface Exported {
  /** The .bpm file. */
  readonly model: string;
  readonly report: z.infer<typeof schema>;
}

/** Exports the LayersModel in `source` under `name` into `folder`. Throws E_PROGRAM with the converter's own line if it refuses. */
export function exportRun(source: string, { name, folder }: { name: string; folder: string }): Exported {
  const converter = join(workspaceRoot(), 'packages/converter/bin/bitplane-converter.js');
  const args = [converter, 'export', '--network', name, '--model', source, '--out', folder, '--only', 'blob'];
  try {
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (cause) {
    const reason = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) || (cause as Error).message;
    throw new BitplaneError('E_PROGRAM', `the converter refuses ${name}: ${reason}`, { cause });
  }
  const report = schema.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')));
  return { model: join(folder, 'model.bpm'), report };
}
