// What an export takes of a network with many weights, beyond what starting takes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { wideTopology, writeLayersModel } from './test-support/layers-model-files';

const PROGRAM = join(__dirname, '../bin/bitplane-converter.js');
const MEASURE = join(__dirname, 'test-support/peak-memory.js');

jest.setTimeout(120_000);

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'train'));
  writeLayersModel(join(folder, 'train'), wideTopology(1));
});

function peakBytes(args: readonly string[]): number {
  const measured = join(folder, 'measured.json');
  const { status, stderr } = spawnSync(process.execPath, ['--require', MEASURE, PROGRAM, ...args], {
    env: { ...process.env, MEASURED: measured },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return 1024 * (JSON.parse(readFileSync(measured, 'utf8')) as { peakKb: number }).peakKb;
}

test('an export takes less than 30 bytes per binary weight: two copies as floats, one of signs, and what is packed', () => {
  const start = peakBytes(['check', '--help']);
  const whole = peakBytes(['export', '--model', join(folder, 'train'), '--out', join(folder, 'export')]);
  expect((whole - start) / 2 ** 22).toBeLessThan(30);
});
