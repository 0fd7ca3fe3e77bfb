// MLPerf Tiny's way of measuring: the arithmetic of its results, and a real run on the built-in board.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorLike, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { imagesInMemory, toRecords } from '@bitplane/data';
import { randomImages, readModel } from '@bitplane/model';
import type { StreamOutput } from './board/program-output';
import { mlperfTiny, type MlperfTinyOptions } from './mlperf-tiny';
import { accuracyOf, CIFAR10_TEST, notValid, performanceOf, type Results } from './mlperf-tiny/results';
import { startLocalBoard, type LocalBoard } from './ssh';
import { hostProgram, vectors } from './test-support/pushed-model';

const stream = (images: number, seconds: number): StreamOutput => ({
  ...{ schema: 'bitplane-stream/1', program: '1', compiler: 'cc', flags: '-O2', threads: 1, arena_nbytes: 1 },
  cpu: { features: [], used: [], forced: null, choice: null },
  ...{ image: 0, images, since_boot_ns: 0, ns: seconds * 1e9, cpu_ns: null },
});

describe('results', () => {
  const windows = (...seconds: number[]) =>
    performanceOf(
      seconds.map((s, k) => stream([500, 100, 400, 200, 300][k], s)),
      10,
    );

  test('the throughput is the median of the windows, each with its own images and time', () => {
    const { windows: all, median_inferences_per_second: median } = windows(10, 10, 20, 10, 10);
    expect(all.map((window) => window.inferences_per_second)).toEqual([50, 10, 20, 20, 30]);
    expect(median).toBe(20);
  });

  test.each([
    [8500, true],
    [8499, false],
  ])('%i of 10,000 against the target of 85 %%: met is %s', (correct, met) => {
    const accuracy = accuracyOf({ images: 10_000, correct }, CIFAR10_TEST);
    expect(accuracy).toMatchObject({ target_percent: 85, target_met: met, top1_percent: correct / 100 });
    expect(notValid(windows(10, 10, 10, 10, 10), accuracy)).toEqual([]);
  });

  test('a short window and other images make them not valid', () => {
    const accuracy = accuracyOf({ images: 10, correct: 10 }, '00');
    expect(accuracy.target_met).toBeNull();
    expect(notValid(windows(10, 10, 9.99, 10, 10), accuracy)).toEqual([
      expect.stringMatching(/shortest window took 9\.99 s.* at least 10 s/),
      expect.stringContaining("not CIFAR-10's 10,000 test images"),
    ]);
  });
});

describe('on the built-in board', () => {
  const MODEL = join(vectors('random-166'), 'model.bpm');
  const NUM_IMAGES = 7;
  let folder: string;
  let board: LocalBoard;
  let printed: string[];
  let bin: string;

  beforeEach(async () => {
    folder = temporaryFolder();
    bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(folder, 'images.bin'), someRecords());
    const path = `${bin}:${process.env.PATH}`;
    board = await startLocalBoard({ folder: join(folder, 'board'), host: 'pi', path });
    printed = [];
    jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await board.stop();
  });

  /** Labels 0, so that the model is right or wrong as it comes. */
  function someRecords(): Uint8Array {
    const model = readModel(readFileSync(MODEL));
    const pixels = Buffer.concat(randomImages(model, NUM_IMAGES, 1).map(({ data }) => data));
    const labels = new Uint8Array(NUM_IMAGES);
    return toRecords(imagesInMemory({ ...model.input, count: NUM_IMAGES, labels, pixels }));
  }

  const out = () => join(folder, 'results');
  const run = (changes: Partial<MlperfTinyOptions> = {}) =>
    mlperfTiny({
      ...{ host: 'pi', sshConfig: board.sshConfig, remoteDir: 'bitplane', program: hostProgram() ?? 'none' },
      ...{ model: MODEL, data: join(folder, 'images.bin'), threads: 1, seconds: 1, allowNoisy: true, timeout: 60 },
      ...{ submitter: '../me', out: out() },
      ...changes,
    });
  const text = (...names: string[]) => readFileSync(join(out(), ...names), 'utf8');

  const testIf = skipUnless(hostProgram(), 'the on-board program: npm run setup');

  testIf('a short run: five windows, accuracy, a description, and what is not valid or official', async () => {
    expect(await run()).toBe(out());
    const files = readdirSync(out(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(out(), join(entry.parentPath, entry.name)));
    const open = 'open/__me';
    expect(files.sort()).toEqual([
      'README.md',
      `${open}/code/ic/model.bpm`,
      `${open}/results/pi-bitplane/ic/accuracy/results.txt`,
      `${open}/results/pi-bitplane/ic/performance/results.txt`,
      `${open}/systems/pi-bitplane.json`,
      'results.json',
    ]);

    const results = JSON.parse(text('results.json')) as Results;
    const { performance, accuracy, verify, board: described, not_valid } = results;
    expect(performance.windows.map(({ image }) => image)).toEqual([0, 1, 2, 3, 4]);
    for (const { inferences, seconds, inferences_per_second } of performance.windows) {
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(inferences_per_second).toBeCloseTo(inferences / seconds, 6);
    }
    const rates = performance.windows.map((window) => window.inferences_per_second).sort((a, b) => a - b);
    expect(performance.median_inferences_per_second).toBe(rates[2]);
    expect(accuracy).toMatchObject({ images: NUM_IMAGES, is_cifar10_test: false, target_met: null });
    // Its golden vectors were made here, by the reference interpreter.
    expect(verify).toMatchObject({ images: 2, mismatches: 0 });
    expect(described.stand_in).toBe(true);
    expect(not_valid).toHaveLength(2);
    expect(text(open, 'code/ic/model.bpm')).toBe(readFileSync(MODEL, 'utf8'));

    const readme = text('README.md');
    expect(readme).toMatch(/\*\*These numbers are not valid under the rules: the shortest window took 1\.\d\d s/);
    expect(readme).toContain('no\n  MLPerf result');
    expect(readme).toContain('through a built-in SSH server');
    expect(readme).toContain('cannot be judged on these images; the closed division requires it');
    expect(text(open, 'results/pi-bitplane/ic/performance/results.txt')).toMatch(
      /^(window .*\n){5}median: .*\nnot valid: /,
    );
    expect(text(open, 'results/pi-bitplane/ic/accuracy/results.txt')).toMatch(/^top-1: \d+\.\d\d % \(\d of 7\)/);
    const system = JSON.parse(text(open, 'systems/pi-bitplane.json')) as Record<string, string>;
    expect(system).toMatchObject({ Submitter: '../me', Division: 'open', Status: 'RDI' });
    expect(system['Processor(s) Name']).toContain(described.cpu);
    expect(printed).toContainEqual(expect.stringMatching(/^median: .* inferences\/s$/));

    await expect(run()).rejects.toThrow(errorLike('E_FILE', /expected an empty folder or none/));
  });

  testIf('an emulated board is rejected before anything is sent', async () => {
    const cat = '#!/bin/sh\n[ "$*" = /proc/cpuinfo ] && { echo "uarch : qemu"; exit; }\nexec /bin/cat "$@"\n';
    writeFileSync(join(bin, 'cat'), cat, { mode: 0o755 });
    await expect(run()).rejects.toThrow(errorLike('E_BOARD', /it is emulated.* nothing about a board's speed/));
    expect(printed.filter((line) => line.startsWith('upload:'))).toEqual([]);
    expect(readdirSync(folder)).not.toContain('results');
  });

  test('says which model or images are missing, or of another size', async () => {
    await expect(run({ model: join(folder, 'none') })).rejects.toThrow(errorLike('E_MISSING_FILE', /--model: .*none/));
    await expect(run({ data: join(folder, 'none') })).rejects.toThrow(errorLike('E_MISSING_FILE', /--data: .*none/));
    writeFileSync(join(folder, 'other.bin'), Buffer.alloc(100));
    await expect(run({ data: join(folder, 'other.bin') })).rejects.toThrow(
      errorLike('E_SHAPE', /other\.bin: expected images of \d+×\d+×\d+.* got 100 bytes/),
    );
    writeFileSync(join(folder, 'file'), '');
    await expect(run({ out: join(folder, 'file') })).rejects.toThrow(errorLike('E_FILE', /expected a folder/));
  });
});
