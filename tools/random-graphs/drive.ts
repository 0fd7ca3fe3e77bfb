// One graph through everything: import, passes, the exported ONNX file, the C program.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHostProgram } from '@bitplane/cli';
import { convert, EXPORTERS, IMPORTERS, type Converted } from '@bitplane/converter';
import { run, writeModel, type Model, type TensorOf } from '@bitplane/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RandomGraph, Scores } from './graph-files';
import { tracePasses } from './trace-passes';

export interface Outcome {
  readonly name: string;
  readonly pattern: string;
  /** What differs, or the message of what was thrown; null where all agree. */
  readonly failure: string | null;
  /** Pass → names of the layers that it changed. */
  readonly passes: ReadonlyMap<string, readonly string[]>;
  readonly images: number;
  /** Images that were compared bit for bit. */
  readonly exact: number;
  /** Images that were not compared, since a number lies within its error of a step. */
  readonly ties: number;
  /** Images that were compared before the passes only, since a number lies exactly on a step. */
  readonly onSteps: number;
  /** Whether onnxruntime ran the graph itself. */
  readonly hasSource: boolean;
}

type Computed = readonly ArrayLike<number>[];
type Networks = Pick<Converted, 'imported' | 'model'>;

/** program: the C program. */
export async function drive(graph: RandomGraph, program: string): Promise<Outcome> {
  const { name, pattern, images } = graph;
  try {
    const source = await sourceScores(graph);
    const isSharp = graph.ties.map((isTie) => !isTie);
    if (source !== null) requireScores('onnxruntime on the graph', source, graph.sourceScores, isSharp);
    const { imported, model } = convert(graph.path, { name, input: graph.input });
    requireScores('the imported network', interpret(imported, images), graph.scores, isSharp);
    const passes = tracePasses(imported);
    // Where thresholds on sums cannot make a code of several bits, it becomes a residual sign, which takes a number
    // that lies exactly on a step to the level above.
    const isComparable = isSharp.map((each, i) => each && !(graph.onSteps[i] && passes.has('replace-levels')));
    const reference = interpret(model, images);
    requireScores('the network after the passes', reference, graph.scores, isComparable);
    requireScores(
      'the exported ONNX file',
      await exportedScores(graph, { imported, model }),
      graph.scores,
      isComparable,
    );
    for (const kernels of ['', 'portable'])
      requireSame(`the C program, ${kernels || 'best'} kernels`, runInC(program, model, images, kernels), reference);
    const isExact = graph.scores.errors.map((errors) => errors.every((error) => error === 0));
    return {
      ...{ name, pattern, failure: null, passes, hasSource: source !== null, images: images.length },
      ties: isSharp.filter((each) => !each).length,
      onSteps: isComparable.filter((each, i) => isSharp[i] && !each).length,
      exact: isComparable.filter((each, i) => each && isExact[i]).length,
    };
  } catch (error) {
    const none = { passes: new Map(), hasSource: false, images: 0, ties: 0, onSteps: 0, exact: 0 };
    return { name, pattern, failure: (error as Error).message, ...none };
  }
}

const interpret = (model: Model, images: RandomGraph['images']): Computed =>
  images.map((image) => Array.from(run(model, image).data, Number));

/** Null for a graph with nodes of QONNX, which onnxruntime does not know. */
async function sourceScores({ path, input, images, isStandard }: RandomGraph): Promise<Computed | null> {
  if (!isStandard) return null;
  const onnx = IMPORTERS.find(({ name }) => name === 'onnx')!;
  const options = { input };
  const runtime = await onnx.openRuntime(path, { options, imported: onnx.read(path, options), python: 'python3' });
  if (typeof runtime === 'string') throw new Error(runtime);
  try {
    const scores: ArrayLike<number>[] = [];
    for (const image of images) scores.push((await runtime.compute(image, false)).scores);
    return scores;
  } finally {
    await runtime.close();
  }
}

/** Of the exported ONNX file; variants have their binary weights in two bits each. */
async function exportedScores({ name, input, images, isVariant }: RandomGraph, networks: Networks): Promise<Computed> {
  const source = { file: name, format: 'onnx', sha256: '', preprocessing: input, license: null };
  const subject = { ...networks, images, source, int2: isVariant };
  const bytes = EXPORTERS.find((exporter) => exporter.name === 'onnx')!.toBytes(subject);
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  try {
    const scores: ArrayLike<number>[] = [];
    for (const { height, width, channels, data } of images) {
      const input = new Tensor('uint8', data, [1, height, width, channels]);
      const outputs = await session.run({ [session.inputNames[0]]: input });
      scores.push(outputs[session.outputNames[0]].data as Float32Array);
    }
    return scores;
  } finally {
    await session.release();
  }
}

/** kernels: the value of BITPLANE_CPU; empty for the best ones. */
function runInC(program: string, model: Model, images: readonly TensorOf<'uint8'>[], kernels: string): Computed {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-graph-'));
  try {
    const [modelFile, imagesFile] = ['model.bpm', 'images.raw'].map((file) => join(folder, file));
    writeFileSync(modelFile, writeModel(model));
    writeFileSync(imagesFile, Buffer.concat(images.map(({ data }) => data)));
    const env = { ...process.env, ...(kernels && { BITPLANE_CPU: kernels }) };
    const { stdout, failure } = runHostProgram(program, ['run', '--model', modelFile, '--input', imagesFile], env);
    if (failure !== null) throw new Error(`the C program: ${failure}`);
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => Float32Array.from((JSON.parse(line) as { logits: number[] }).logits));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The scores of the images that can be compared, within their errors: where these are 0 no bit may differ. */
function requireScores(what: string, got: Computed, expected: Scores, isComparable: readonly boolean[]): void {
  for (const [image, scores] of got.entries()) {
    const [values, errors] = [expected.values[image], expected.errors[image]];
    if (!isComparable[image]) continue;
    const isWithin = (k: number): boolean => Math.abs(scores[k] - values[k]) <= errors[k];
    const wrong = scores.length === values.length ? values.findIndex((_, k) => !isWithin(k)) : 0;
    if (wrong < 0) continue;
    const wanted = `${values[wrong]} ± ${errors[wrong]}`;
    throw new Error(`${what}: image ${image}, score ${wrong}: expected ${wanted}, got ${scores[wrong]}`);
  }
}

/** Every bit of every image: the interpreter defines them. */
function requireSame(what: string, got: Computed, reference: Computed): void {
  for (const [image, scores] of reference.entries()) {
    const other = Array.from(scores).findIndex((score, k) => !Object.is(score, got[image]?.[k]));
    if (other < 0) continue;
    const [expected, wrong] = [scores[other], got[image]?.[other]];
    throw new Error(`${what}: image ${image}, score ${other}: the reference is ${expected}, got ${wrong}`);
  }
}
