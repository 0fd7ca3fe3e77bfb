// Whole runs on several ranks, started by the real mpirun.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { findProgram, temporaryFolder } from '@bitplane/cli/test-support';

export const hasOpenMpi = findProgram('mpirun') !== null;
if (!hasOpenMpi && process.env.CI) throw new Error('mpirun is missing: .ci/run installs it');

/** `test` where Open MPI is; elsewhere the test is skipped. */
export const onRanks = hasOpenMpi ? test : test.skip;

export const TRAINER = join(workspaceRoot(), 'packages/trainer/bin/bitplane-trainer.js');
export const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');

const BINARY_LAYERS = `
    new layers.QuantizedConv2D({ filters: 8, kernelSize: 3, strides: 4, kernelInitializer: kernelInitializer(0) }),
    tf.layers.batchNormalization({ momentum: 0.9 }),
    new layers.BinaryConv2D({ filters: 10, kernelSize: 3, kernelInitializer: kernelInitializer(1) }),`;
const SMOOTH_LAYERS = `
    tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 4, kernelInitializer: kernelInitializer(0) }),
    tf.layers.batchNormalization({ momentum: 0.9 }),
    tf.layers.activation({ activation: 'tanh' }),
    tf.layers.conv2d({ filters: 10, kernelSize: 3, kernelInitializer: kernelInitializer(1) }),`;

const BYTE_LAYERS = `
    new layers.QuantizedConv2D({ filters: 8, kernelSize: 3, strides: 4, kernelInitializer: kernelInitializer(0) }),
    new layers.QuantizedActivation(),
    new layers.QuantizedConv2D({ filters: 10, kernelSize: 1, kernelInitializer: kernelInitializer(1) }),`;

/** A tiny binary network with a batch norm. `statements` run on every rank, with the network as `model`. */
export const tinyNetwork = (statements = ''): string => networkFile(BINARY_LAYERS, statements);

/** One without signs, in which a difference of rounding stays as small as it is. */
export const smoothNetwork = (): string => networkFile(SMOOTH_LAYERS, '');

/** One of bytes, whose range each rank sees in other images. */
export const byteNetwork = (): string => networkFile(BYTE_LAYERS, '');

function networkFile(middle: string, statements: string): string {
  const file = join(temporaryFolder(), 'tiny.js');
  writeFileSync(
    file,
    `exports.default = ({ seed }, { tf, layers }) => {
  const kernelInitializer = (offset) => tf.initializers.glorotUniform({ seed: seed + offset });
  const model = tf.sequential({ layers: [
    tf.layers.rescaling({ scale: 1 / 256, inputShape: [32, 32, 3] }),${middle}
    tf.layers.globalAveragePooling2d({}),
    new layers.OutputScale({ initialScale: 0.05 }),
  ] });
  ${statements}
  return model; };`,
  );
  return file;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when its output matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts a program with these words. Root, as in containers, is allowed to run mpirun. */
export function start(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return observe(
    spawn(program, words, {
      cwd: workspaceRoot(),
      env: { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** Follows a program that was started with pipes for its output. */
export function observe(child: ChildProcess): Running {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(stdout + stderr);
          if (found !== null) resolve(found);
        };
        child.stdout!.on('data', look);
        child.stderr!.on('data', look);
        look();
        void ended.then(() => reject(new Error(`ended without ${String(pattern)}:\n${stdout}${stderr}`)));
      }),
  };
}

export const startTrainer = (words: readonly string[], env?: NodeJS.ProcessEnv): Running =>
  start(process.execPath, [TRAINER, 'train', '--data', SLICE, ...words], env);

/** Runs the trainer to its end. Throws when it fails. */
export const runTrainer = (words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> =>
  succeeded(startTrainer(words, env));

/** Waits for its end. Throws when it fails. */
export async function succeeded(running: Running): Promise<Ended> {
  const ended = await running.ended;
  if (ended.code !== 0) throw new Error(`exit code ${ended.code}:\n${ended.stdout}${ended.stderr}`);
  return ended;
}

/** The processes of the ranks, which a network file with this statement writes beside itself. */
export const WRITE_PID =
  "require('node:fs').writeFileSync(__dirname + '/rank-' + process.env.RANK + '.pid', String(process.pid));";

/** Has a network file append its process to this file, a line each. */
export const writePidTo = (file: string): string =>
  `require('node:fs').appendFileSync(${JSON.stringify(file)}, process.pid + '\\n');`;

export const pidOf = (network: string, rank: number): number =>
  Number(readFileSync(join(network, '..', `rank-${rank}.pid`), 'utf8'));

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until none of them runs. Throws after ten seconds. */
export async function allGone(pids: readonly number[]): Promise<void> {
  const end = performance.now() + 10_000;
  while (pids.some(isRunning)) {
    if (performance.now() > end) throw new Error(`still running: ${pids.filter(isRunning).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The weights that a run left, as float32. */
export function weightsOf(folder: string): Float32Array {
  const bytes = readFileSync(join(folder, 'weights.bin'));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
