// The converter, spawned: from a trained network to model.bpm.
import { join } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { z } from 'zod';
import { runConverter } from '../converter';

const count = z.int().min(0);

/** What is read of the converter's report.json. */
const schema = z.object({
  schema: z.literal('bitplane-export/1'),
  binaryMacs: count,
  integerMacs: count,
  bytes: z.object({ float32: count }),
});

export interface Exported {
  /** The .bpm file. */
  readonly model: string;
  readonly report: z.infer<typeof schema>;
}

export interface RunToExport {
  readonly name: string;
  readonly folder: string;
  /** As the converter's --passes takes them; absent: all. */
  readonly passes?: string;
  /** Exporters beside the one of .bpm files, by the names that the converter's --only takes. */
  readonly also?: readonly string[];
}

/**
 * Exports the LayersModel in `source` under `name` into `folder`. Throws E_PROGRAM with the converter's own line if it
 * rejects.
 */
export function exportRun(source: string, { name, folder, passes, also = [] }: RunToExport): Exported {
  const options = ['--network', name, '--model', source, '--out', folder, '--only', ['blob', ...also].join()];
  runConverter(['export', ...options, ...(passes === undefined ? [] : ['--passes', passes])]);
  const report = schema.parse(JSON.parse(readWhole(join(folder, 'report.json')).toString()));
  return { model: join(folder, 'model.bpm'), report };
}
