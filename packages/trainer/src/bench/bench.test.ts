import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { hasNativeOps } from '../native/op';
import { thrownBy } from '../test-support/thrown-by';
import { bench } from './bench';
import { pytorchProgram } from './pytorch';
import type { BenchRecord } from './report';
import { Worker } from './worker';

const OPTIONS = { batchSize: 2, rounds: 1, steps: 1, threads: 1, print: () => undefined };

test('a small run checks the losses, measures both programs and writes the record', async () => {
  await loadBackend();
  if (!hasNativeOps()) return;
  const folder = temporaryFolder();
  const lines: string[] = [];
  const json = join(folder, 'bench.json');
  await bench({ ...OPTIONS, pytorch: false, json, print: (line) => lines.push(line) });
  const record = JSON.parse(readFileSync(json, 'utf8')) as BenchRecord;
  expect(record.stepMs).toMatchObject({ plain: [expect.any(Number)], ours: [expect.any(Number)], pytorch: null });
  expect(record.operations.after.some(({ name }) => name === 'BitplaneSignConv2D')).toBe(true);
  expect(record.operations.before.some(({ name }) => name.startsWith('Bitplane'))).toBe(false);
  expect(lines[lines.length - 1]).toMatch(/^ratio to plain TensorFlow\.js: \d+\.\d\d$/);
}, 60_000);

test('a Python without PyTorch, or none at all, is an error, not a hang', async () => {
  const worker = new Worker(pytorchProgram('no-such-python', 1));
  expect(await thrownBy(() => worker.ask({ do: 'start' }))).toMatchObject({ code: 'E_PROGRAM' });
});
