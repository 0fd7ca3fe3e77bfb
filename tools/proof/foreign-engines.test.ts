// push --engines with LiteRT and onnxruntime from PyPI, on the built-in board: their scores are those that the
// reference interpreter has of the twins' files, and nothing of them stays there.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onBoardProgram } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { EXPORTERS } from '@bitplane/converter';
import { readReport } from '@bitplane/deployer';
import { installPackages } from '../bench-peers/packages';
import { referenceShape } from '../bench-growth/networks';
import { runDoor } from '../doors';

jest.setTimeout(600_000);
afterEach(() => jest.restoreAllMocks());

let folder: string;
let python: string;
const exported = (): string => join(folder, 'export');
const board = (): string => join(folder, 'board');

/** A Python with the packages, as a board's virtual environment is one. */
async function writePython(): Promise<string> {
  const { signal } = new AbortController();
  const folders = [await installPackages('litert', signal), await installPackages('onnxruntime', signal)];
  const path = join(folder, 'python');
  writeFileSync(path, `#!/bin/sh\nPYTHONPATH='${folders.join(':')}' exec python3 "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(async () => {
  folder = temporaryFolder();
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  python = await writePython();
  const trained = join(folder, 'float.onnx');
  const imported = referenceShape(32, 16);
  const { toBytes } = EXPORTERS.find(({ name }) => name === 'twin-float')!;
  writeFileSync(trained, toBytes({ imported, model: imported, images: [] }));
  await runDoor('converter', ['export', '--model', trained, '--out', exported(), '--twins']);
});

const push = (...more: string[]) =>
  runDoor('deployer', [
    ...['push', '--network', 'small', '--export', exported(), '--program', onBoardProgram(), '--remote-dir', board()],
    ...['--engines', 'bitplane,litert,onnxruntime', '--python', python, '--allow-noisy', '--seconds', '1'],
    ...['--out', join(folder, 'report.json'), ...more],
  ]);

test('each is verified, timed in rounds, named with its release and kernels, and removed', async () => {
  await push('--threads', '1');
  const engines = readReport(join(folder, 'report.json')).engines!;
  expect(engines).toMatchObject([
    { engine: 'litert-int8', left_out: null, foreign: { package: 'ai-edge-litert', kernels: 'XNNPACK' } },
    { engine: 'onnxruntime-int8', left_out: null, foreign: { kernels: 'CPUExecutionProvider' } },
    { engine: 'onnxruntime-float', left_out: null, foreign: { package: 'onnxruntime' } },
  ]);
  for (const engine of engines) {
    if (engine.left_out !== null) throw new Error(engine.left_out);
    const { foreign, benchmark, verify } = engine;
    expect(foreign!.release).toMatch(/^\d+\.\d+\.\d+$/);
    expect(foreign!.largest_difference).toBeLessThanOrEqual(foreign!.tolerance);
    expect(verify).toEqual({ images: 4, tensors: 4, mismatches: 0 });
    expect(benchmark.total.round_medians_ns.length).toBeGreaterThanOrEqual(10);
    expect(benchmark.total.min_ns).toBeGreaterThan(1000);
  }
  expect(readdirSync(board()).sort()).toEqual(['bitplane', 'bitplane.json', 'small']);
});

test('one with other scores than expected is not timed, and says where', async () => {
  const file = join(exported(), 'twin-scores.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as { twins: { file: string; scores: number[][] }[] };
  const wrong = record.twins.find((twin) => twin.file === 'twin-int8.tflite')!;
  wrong.scores[1][2] += 0.1 * Math.max(...wrong.scores.flat().map(Math.abs));
  writeFileSync(file, JSON.stringify(record));
  const report = JSON.parse(readFileSync(join(exported(), 'report.json'), 'utf8')) as {
    files: { path: string; sha256: string }[];
  };
  report.files.find(({ path }) => path === 'twin-scores.json')!.sha256 = createHash('sha256')
    .update(readFileSync(file))
    .digest('hex');
  writeFileSync(join(exported(), 'report.json'), JSON.stringify(report));
  await push();
  const [litert, int8] = readReport(join(folder, 'report.json')).engines!;
  expect(litert.left_out).toMatch(/litert-int8: its scores differ from the expected ones: image 1, score 2: expected /);
  expect(int8.left_out).toBeNull();
  expect(existsSync(join(board(), 'small-litert'))).toBe(false);
});
