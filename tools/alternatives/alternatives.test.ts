// The float32 twin of a network and its 8-bit form, from a short training on real images.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasPip, workspaceRoot } from '@bitplane/cli';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { runToEnd } from '../programs';
import { measureAlternatives, type AlternativesOptions } from './alternatives';

jest.setTimeout(300_000);

const DATA = join(workspaceRoot(), 'test/data/cifar10-slice');
const testWithPython = skipUnless(hasPip(), 'python3 with pip');

let folder: string;
let lines: string[];

beforeEach(() => {
  folder = temporaryFolder();
  lines = [];
});

const measure = (options: Partial<AlternativesOptions>) =>
  measureAlternatives({
    ...{ network: 'reference-plus', run: join(folder, 'train'), out: join(folder, 'out'), data: DATA },
    ...{ calibration: 32, choice: 40, rounds: 0, print: (line: string) => void lines.push(line) },
    ...options,
  });

async function trainer(...args: string[]): Promise<string> {
  const door = join(workspaceRoot(), 'packages/trainer/bin/bitplane-trainer.js');
  const { exitCode, stdout, stderr } = await runToEnd(process.execPath, [door, ...args], { name: 'trainer' });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

testWithPython('the twin is right as often as in the trainer; 8 bits change little and take a quarter', async () => {
  const run = join(folder, 'train');
  const images = ['--network', 'reference-plus', '--data', DATA];
  await trainer('train', ...images, '--recipe', 'float', '--epochs', '3', '--batch-size', '16', '--out', run);
  const evaluation = await trainer('evaluate', ...images, '--model', run);
  const [ours, float, int8] = await measure({});
  expect(ours).toMatchObject({ correct: 7901, images: 10_000, macs: 25_595_136 });
  expect(evaluation).toContain(`(${float.correct} of 200)`);
  expect(float).toMatchObject({ images: 200, macs: 25_595_136 });
  expect(Math.abs(int8.correct - float.correct)).toBeLessThan(12);
  expect(float.nbytes).toBeGreaterThan(4 * 224_192);
  expect(int8.nbytes).toBeLessThan(float.nbytes / 3);
  expect(statSync(join(folder, 'out/int8.onnx')).size).toBe(int8.nbytes);
  expect(readFileSync(join(folder, 'out/alternatives.md'), 'utf8')).toMatch(/^\| int8, onnxruntime \| [\d.]+ % \|/m);
  expect(lines.filter((line) => /^(MinMax|Entropy|Percentile): \d+ of 40 training images$/.test(line))).toHaveLength(3);
});

test('a network of signs is no twin', () =>
  expect(measure({ run: join(workspaceRoot(), 'zoo/reference-2bit') })).rejects.toMatchObject({
    code: 'E_LAYER',
    message: expect.stringMatching(/expected a network without signs.*--recipe float/) as string,
  }));
