// A disk that is full at the wrong moment, a real one of 4 MB: no file is cut, what was there before stays, one line
// says so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendWhole, workspaceRoot, writeTogether, writeWhole } from '@bitplane/cli';
import { runDoor, type Outcome } from './test-support/command-line';

const DISK_NBYTES = 4 * 2 ** 20;

const TINY = `exports.default = ({ inputShape, numClasses }, { tf, layers }) => tf.sequential({ layers: [
  tf.layers.rescaling({ scale: 1 / 256, inputShape }),
  new layers.QuantizedConv2D({ filters: 64, kernelSize: 3, strides: 4 }),
  tf.layers.batchNormalization({}),
  new layers.BinaryConv2D({ filters: numClasses, kernelSize: 3 }),
  tf.layers.globalAveragePooling2d({}),
] });`;

const REPORT = {
  schema: 'bitplane-report/1',
  ...{ engine: 'bitplane', label: 'one', created: '2026-02-03T04:05:06.789Z', host: 'pi' },
  board: {
    ...{ model: 'a board', architecture: 'aarch64', libc: 'glibc 2.36', cpu: 'Cortex-A72', cores: 4, features: [] },
    ...{ governor: null, temperature_c: null, load_average: 0, stand_in: false, emulated: false },
  },
  program: { version: '0.1.0', compiler: 'clang 21', flags: '-O2', commit: null, dirty: null },
  model: { name: 'tiny', file: 'model.bpm', sha256: '0'.repeat(64), nbytes: 1000, weight_bits: 1 },
  accuracy: null,
  verify: { images: 1, tensors: 1, mismatches: 0 },
  benchmark: {
    ...{ threads: 1, repeats: 1, forced_cpu: null, kernel_choice: { by: 'cpu-part' } },
    total: { median_ns: 1, p95_ns: 1, min_ns: 1 },
    layers: [{ name: 'conv', kind: 'int8-conv2d', kernel: 'portable', median_ns: 1, p95_ns: 1 }],
  },
};

const folder = mkdtempSync(join(tmpdir(), 'bitplane-full-'));
const disk = mkdtempSync(join(tmpdir(), 'bitplane-disk-'));
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_NBYTES}`, 'bitplane-test', disk]).status === 0;
if (!isMounted && process.env.CI) throw new Error('a small disk is needed: run as root, where mount may mount a tmpfs');
const testOnSmallDisk = isMounted ? test : test.skip;

jest.setTimeout(120_000);

beforeEach(() => {
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
});

afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
  for (const made of [disk, folder]) rmSync(made, { recursive: true });
});

/** Leaves this many bytes free, or slightly more, since pages are taken whole. */
function fill(freeNbytes: number): void {
  const ballast = join(disk, 'ballast');
  const { stdout } = spawnSync('df', ['--output=avail', '--block-size=1', disk], { encoding: 'utf8' });
  writeFileSync(ballast, Buffer.alloc(Number(stdout.split('\n')[1]) - freeNbytes));
}

/** Path → content of all files on the disk. */
const filesOnDisk = (): Map<string, string> =>
  new Map(
    readdirSync(disk, { recursive: true, encoding: 'utf8' })
      .filter((path) => path !== 'ballast' && statSync(join(disk, path)).isFile())
      .map((path) => [path, readFileSync(join(disk, path), 'latin1')]),
  );

function expectFull({ exitCode, stderr }: Outcome): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error'));
  expect(errors).toEqual([
    expect.stringMatching(/^error \(E_FILE\): cannot write .*: the disk is full \(ENOSPC\); \S/),
  ]);
  expect(stderr).not.toMatch(/^\s+at |internal error/m);
  expect(exitCode).toBe(1);
}

testOnSmallDisk('a file that does not fit leaves the one before', () => {
  writeWhole(join(disk, 'file'), 'before');
  fill(20_000);
  expect(() => writeWhole(join(disk, 'file'), Buffer.alloc(40_000))).toThrow(/file: the disk is full \(ENOSPC\)/);
  expect([...filesOnDisk()]).toEqual([['file', 'before']]);
});

testOnSmallDisk('of files that belong together none is replaced where one does not fit', () => {
  const files = (size: number) => new Map(['a', 'b'].map((name) => [join(disk, name), Buffer.alloc(size, name)]));
  writeTogether(files(10));
  fill(60_000);
  expect(() => writeTogether(files(40_000))).toThrow(/b: the disk is full/);
  expect([...filesOnDisk()]).toEqual([
    ['a', 'a'.repeat(10)],
    ['b', 'b'.repeat(10)],
  ]);
});

testOnSmallDisk('what cannot be appended whole is not appended', () => {
  appendWhole(join(disk, 'log'), Buffer.from('before'));
  fill(10_000);
  expect(() => appendWhole(join(disk, 'log'), Buffer.alloc(40_000))).toThrow(/log: the disk is full/);
  expect(filesOnDisk().get('log')).toBe('before');
});

testOnSmallDisk('an export keeps the earlier one', async () => {
  const out = join(disk, 'export');
  writeWhole(join(out, 'model.bpm'), 'an earlier export');
  fill(20_000);
  const trained = join(workspaceRoot(), 'zoo/reference-2bit');
  expectFull(await runDoor('converter', ['export', '--model', trained, '--out', out]));
  expect([...filesOnDisk()]).toEqual([['export/model.bpm', 'an earlier export']]);
});

testOnSmallDisk('images that are decoded leave nothing', async () => {
  fill(500_000);
  const env = { BITPLANE_DECODED: join(disk, 'decoded') };
  const network = join(folder, 'tiny.js');
  writeFileSync(network, TINY);
  const data = join(workspaceRoot(), 'test/data/cifar10-slice');
  const words = ['train', '--network', network, '--data', data, '--out', join(folder, 'undecoded')];
  const outcome = await runDoor('trainer', words, { env });
  expectFull(outcome);
  expect(outcome.stderr).toMatch(/decoded\/CIFAR-10-\w+\.images: .*; set BITPLANE_DECODED to a folder/);
  expect([...filesOnDisk().keys()].filter((path) => !path.includes('.lock/'))).toEqual([]);
});

testOnSmallDisk('a comparison keeps the earlier page', async () => {
  const report = join(folder, 'report.json');
  writeFileSync(report, JSON.stringify(REPORT));
  writeWhole(join(disk, 'page.html'), 'an earlier page');
  fill(20_000);
  expectFull(await runDoor('deployer', ['compare', report, '--out', join(disk, 'page.html')]));
  expect([...filesOnDisk()]).toEqual([['page.html', 'an earlier page']]);
});

describe('a run in the place of a finished one', () => {
  const trainOnDisk = (): Promise<Outcome> => {
    const network = join(folder, 'tiny.js');
    writeFileSync(network, TINY);
    const images = join(workspaceRoot(), 'test/data/cifar10-slice');
    const settings = ['--recipe', 'quickstart', '--epochs', '1', '--overwrite'];
    return runDoor('trainer', [
      'train',
      '--network',
      network,
      '--data',
      images,
      ...settings,
      '--out',
      join(disk, 'run'),
    ]);
  };
  /** What TensorBoard shows, and which process trains, is written anew by each start. */
  const keptFiles = (): [string, string][] =>
    [...filesOnDisk()].filter(([path]) => !/tensorboard|\.run\.lock/.test(path));

  testOnSmallDisk('that has no room for its first checkpoint keeps all of that one', async () => {
    expect(await trainOnDisk()).toMatchObject({ exitCode: 0 });
    const before = keptFiles();
    fill(8192);
    expectFull(await trainOnDisk());
    expect(keptFiles()).toEqual(before);
  });

  testOnSmallDisk('that has no room for its results keeps those, and can be resumed', async () => {
    expect(await trainOnDisk()).toMatchObject({ exitCode: 0 });
    const results = () => keptFiles().filter(([path]) => !path.includes('checkpoint'));
    const before = results();
    fill(200_000);
    expectFull(await trainOnDisk());
    expect(results()).toEqual(before);
    rmSync(join(disk, 'ballast'));
    const images = join(workspaceRoot(), 'test/data/cifar10-slice');
    const resume = ['--network', join(folder, 'tiny.js'), '--data', images, '--out', join(disk, 'run'), '--resume'];
    expect(await runDoor('trainer', ['train', ...resume])).toMatchObject({ exitCode: 0 });
  });
});
