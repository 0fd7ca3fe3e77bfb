// Engines that run whole networks, ours among them: what each reads, and one visit to it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Installed } from './build';
import type { PackageList } from './packages';
import { jsonLines, outputOf, script } from './run-program';

/** A network's files, for all engines; a folder that has no network.json has only what onnxruntime and LiteRT run. */
export interface NetworkFiles {
  /**
   * model.bpm, twin-int8.onnx, twin-int8.tflite, perhaps twin-float.onnx; network.json and network.bin for engines with
   * signs.
   */
  readonly folder: string;
  /** Where files that are made of these are put. */
  readonly made: string;
  /** An image in bytes [height, width, channels]. */
  readonly pixels: string;
  /** The same as a record of a label and planes. */
  readonly record: string;
}

export interface NetworkSample {
  readonly median_ns: number;
  /** From the file on disk to the first scores. */
  readonly load_ns: number;
  /** Ours: the arena; others: what malloc has given out since before they opened the file; null: not known. */
  readonly memory_nbytes: number | null;
  readonly kernel: string | null;
  readonly scores: readonly number[];
}

export interface Engine {
  readonly name: string;
  readonly packages: PackageList;
  /** `signs`: it runs the network itself; `twin`: the int8 or float32 twin, whose scores mean nothing. */
  readonly runs: 'signs' | 'twin';
  readonly slow: string | null;
  readonly script: string;
  /** What it opens, after `prepare`. */
  readonly opens: (files: NetworkFiles) => string;
  /** Makes that, with LiteRT's packages, where it is not among the files. */
  readonly prepare?: (files: NetworkFiles, litert: string) => Promise<unknown>;
}

const twin = (precision: 'float' | 'int8') => (files: NetworkFiles) => join(files.folder, `twin-${precision}.onnx`);
const LITERT_FILE = 'twin-int8.tflite';
const LCE_FILE = 'lce.tflite';

export const ENGINES: readonly Engine[] = [
  {
    name: 'onnxruntime-f32',
    ...{ packages: 'onnxruntime', runs: 'twin', slow: null, script: 'onnxruntime_network.py', opens: twin('float') },
  },
  {
    name: 'onnxruntime-int8',
    ...{ packages: 'onnxruntime', runs: 'twin', slow: null, script: 'onnxruntime_network.py', opens: twin('int8') },
  },
  {
    name: 'litert-int8',
    ...{ packages: 'litert', runs: 'twin', slow: null, script: 'litert_network.py' },
    opens: ({ folder }) => join(folder, LITERT_FILE),
  },
  {
    name: 'openvino',
    ...{ packages: 'openvino', runs: 'signs', slow: null, script: 'openvino_network.py' },
    opens: ({ folder }) => folder,
  },
  {
    name: 'lce',
    ...{ packages: 'lce', runs: 'signs', script: 'lce_network.py' },
    slow: 'its wheel has portable kernels only; it is made for 64-bit ARM',
    opens: ({ made }) => join(made, LCE_FILE),
    prepare: (files, litert) =>
      outputOf(script('write_lce_network.py', [files.folder, join(files.made, LCE_FILE)], litert)),
  },
];

/** Whether an engine can run a network of which these files are there. */
export const canRun = ({ runs, name }: Engine, { folder }: NetworkFiles): boolean => {
  if (runs === 'signs') return existsSync(join(folder, 'network.json'));
  return name !== 'onnxruntime-f32' || existsSync(join(folder, 'twin-float.onnx'));
};

/** One visit, which opens the network anew. Throws E_PROGRAM. */
export async function visitEngine(
  engine: Engine,
  files: NetworkFiles,
  milliseconds: number,
  installed: Installed,
): Promise<NetworkSample> {
  const args = [engine.opens(files), files.pixels, String(milliseconds)];
  const [sample] = jsonLines(await outputOf(script(engine.script, args, installed.get(engine.packages)!)));
  return sample as NetworkSample;
}

/** The same of ours, from that many images. program: bitplane. env: what holds it to fewer instructions. */
export async function visitOurs(
  program: string,
  { folder, record }: NetworkFiles,
  repeats: number,
  env: Readonly<Record<string, string>> = {},
): Promise<NetworkSample & { readonly compiler: string }> {
  const model = join(folder, 'model.bpm');
  const timing = ['--repeats', String(repeats), '--noise', 'keep'];
  const [bench] = jsonLines(await outputOf({ program, args: ['bench', '--model', model, ...timing], env }));
  const [run] = jsonLines(await outputOf({ program, args: ['run', '--model', model, '--data', record], env }));
  const { total, arena_nbytes, load_warm_ns, first_image_ns, compiler } = bench as {
    readonly total: { readonly median_ns: number };
    readonly arena_nbytes: number;
    readonly load_warm_ns: number;
    readonly first_image_ns: number;
    readonly compiler: string;
  };
  return {
    ...{ median_ns: total.median_ns, load_ns: load_warm_ns + first_image_ns, memory_nbytes: arena_nbytes },
    ...{ kernel: null, scores: (run as { logits: readonly number[] }).logits, compiler },
  };
}

/** Of the largest score: float32 sums in another order than ours, over all the layers. */
const ROUNDINGS = 1e-3;
/** Of the largest score: two steps of 8 bits, which runtimes round differently. */
const STEPS = 2 / 255;

/**
 * Holds engines that run the same network to one another: those of signs to ours, those of the int8 twin to the first
 * of them.
 */
export class ScoreCheck {
  private readonly first = new Map<string, { readonly engine: string; readonly scores: readonly number[] }>();

  constructor(ours: readonly number[]) {
    this.first.set('signs', { engine: 'bitplane', scores: ours });
  }

  /** Throws E_PROGRAM for scores that are not those of the others. */
  require({ name, runs }: Pick<Engine, 'name' | 'runs'>, scores: readonly number[]): void {
    const network = runs === 'signs' ? runs : name.replace(/^.*-/, '');
    const { engine, scores: expected } = this.first.get(network) ?? { engine: name, scores };
    this.first.set(network, { engine, scores: expected });
    const largest = expected.reduce((max, score) => Math.max(max, Math.abs(score)), 1);
    const tolerance = (runs === 'signs' ? ROUNDINGS : STEPS) * largest;
    const place = expected.findIndex((score, k) => !(Math.abs(scores[k] - score) <= tolerance));
    if (scores.length === expected.length && place < 0) return;
    const [wanted, got] =
      scores.length === expected.length
        ? [expected[place], `${scores[place]} as score ${place}`]
        : [`${expected.length} scores`, `${scores.length} scores`];
    throw new BitplaneError('E_PROGRAM', `${name}: expected ${wanted}, as ${engine} has, got ${got}`);
  }
}
