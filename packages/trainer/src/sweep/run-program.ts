// The process of one run of a sweep: trains from where the run is to where the sweep wants it. It ends cleanly when the
// user wants an end, and when the sweep is gone, however that happened.
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { lockFolder, superviseCommandLine, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { showBackend } from '../commands/backend';
import { onLineEnd } from '../distributed/launcher-watch';
import { evaluate } from '../evaluate';
import { train } from '../train';
import type { RunJob } from './run-job';
import { readProgress, testFile } from './run-progress';

async function runJob({ options, threads, measuresTest }: RunJob): Promise<void> {
  const { out } = options;
  if (!existsSync(out)) {
    throw new BitplaneError(
      'E_HOST',
      `host ${hostname()} has no folder ${out}: give the sweep an --out on a disk that all hosts share, under the same path`,
    );
  }
  const backend = await showBackend(threads);
  // The process of a sweep that was killed is still at its last step, perhaps.
  (await lockFolder(join(out, '.run')))();
  const before = readProgress(out, false);
  if (!before.isFinished) await train({ ...options, resume: before.isStarted }, backend);
  if (!measuresTest || !readProgress(out, false).isFinished) return;
  const { network, data, imageSize, splitSeed, strict } = options;
  const evaluation = await evaluate({ network, data, imageSize, splitSeed, strict, model: out });
  writeWhole(testFile(out), `${JSON.stringify(evaluation)}\n`);
}

// To `train` this is what Ctrl-C is; before the first step it just ends the process.
onLineEnd(() => process.kill(process.pid, 'SIGTERM'));
superviseCommandLine(() => runJob(JSON.parse(process.argv[2]) as RunJob));
