// Layers in V8 beside the same C natively, and the reference network in V8 beside onnxruntime-web: in turn, in one run.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, requireHostProgram, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import Table from 'cli-table3';
import { buildPrograms } from '../bench-peers/build';
import { LAYERS, SHAPES } from '../bench-peers/layers';
import { referenceFiles } from '../bench-peers/network';
import { OURS } from '../bench-peers/peers';
import { addSample, medianOf, type LayerSample, type PeerTimes } from '../bench-peers/record';
import { outputOf } from '../bench-peers/run-program';
import { setUp } from '../doors';
import { ratiosOf, type Ratio } from './ratios';

export interface Plan {
  readonly rounds: number;
  /** Of each layer in a round. */
  readonly milliseconds: number;
}

/** A visit to a network is longer: engines compile meanwhile. */
const NETWORK_VISITS = 8;

const RUNTIME = join(workspaceRoot(), 'packages/runtime-c');

/** Throws E_SETUP, E_PROGRAM where a result is wrong, and E_INTERRUPTED. */
export async function benchWasm({ rounds, milliseconds }: Plan, signal: AbortSignal): Promise<void> {
  await setUp(['--only', 'zig,wasm,onnxruntime-web']);
  const build = await buildPrograms([], new Map(), signal);
  const build32 = join(RUNTIME, 'build/wasm32');
  await run('cmake', ['--build', build32, '--target', 'bitplane-layer-bench']);
  const { folder } = await referenceFiles();
  const { features } = JSON.parse(await run(requireHostProgram(), ['cpu'])) as { features: string[] };
  const isAvx2 = features.includes('avx2');

  const layers = { wasm: timesOf('V8'), native: timesOf(isAvx2 ? 'native AVX2' : 'native') };
  const visit = async (
    times: PeerTimes,
    program: string,
    args: readonly string[],
    env: Environment = {},
  ): Promise<void> => {
    const wanted = ['--rounds', '1', '--milliseconds', String(milliseconds)];
    for (const line of (await run(program, [...args, ...wanted], env)).trim().split('\n')) {
      addSample(times, JSON.parse(line) as LayerSample);
    }
  };
  const inV8 = ['--no-warnings', join(RUNTIME, 'cmake/run-wasi.mjs'), join(build32, 'bench/bitplane-layer-bench')];
  const network = { ours: [] as number[], theirs: [] as number[] };
  const timeOf = async (...args: string[]): Promise<number> =>
    (JSON.parse(await run(process.execPath, [...args, String(NETWORK_VISITS * milliseconds)])) as { median_ns: number })
      .median_ns;
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds} …\n`);
    await visit(layers.wasm, process.execPath, inV8);
    await visit(layers.native, join(build, OURS.program), [], isAvx2 ? OURS.avx2 : {});
    network.ours.push(await timeOf('--require', 'tsx/cjs', join(__dirname, 'time-ours.ts'), folder));
    network.theirs.push(
      await timeOf(
        join(__dirname, 'time-onnxruntime-web.mjs'),
        cacheFolder('onnxruntime-web'),
        join(folder, 'twin-int8.onnx'),
      ),
    );
  }
  print({ layers, network, rounds });
}

type Environment = Readonly<Record<string, string>>;

const run = (program: string, args: readonly string[], env: Environment = {}): Promise<string> =>
  outputOf({ program, args, env });

const timesOf = (peer: string): PeerTimes => ({ peer, release: null, series: 'native', layers: {} });

interface Results {
  readonly layers: { readonly wasm: PeerTimes; readonly native: PeerTimes };
  readonly network: { readonly ours: readonly number[]; readonly theirs: readonly number[] };
  readonly rounds: number;
}

function print({ layers, network, rounds }: Results): void {
  console.log(`${cpus()[0].model.trim()}, V8 ${process.versions.v8}, one thread, medians of ${rounds} rounds\n`);
  const table = new Table({ head: ['µs', ...LAYERS], style: { head: [], border: [] } });
  table.push(['', ...LAYERS.map((layer) => SHAPES[layer])]);
  const cell = (ns: number | null): string => (ns === null ? '–' : (ns / 1000).toFixed(ns < 1e4 ? 2 : 1));
  for (const times of [layers.wasm, layers.native]) {
    table.push([times.peer, ...LAYERS.map((layer) => cell(medianOf(times.layers[layer]?.ns)))]);
  }
  console.log(`${table.toString()}\n`);
  console.log(
    `reference network: ${cell(medianOf(network.ours))} µs, onnxruntime-web int8: ${cell(medianOf(network.theirs))} µs\n`,
  );
  for (const ratio of ratiosOf(layers, network)) console.log(lineOf(ratio));
}

function lineOf({ name, value, required }: Ratio): string {
  if (value === null) throw new BitplaneError('E_PROGRAM', `${name}: the core was never ours alone: run it again`);
  const verdict = required === null ? '' : ` (required ${required}: ${value >= required ? 'met' : 'missed'})`;
  return `${name}: ${value.toFixed(2)}${verdict}`;
}
