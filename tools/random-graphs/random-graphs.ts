// Random graphs through the converter: what `nx run tools:random-graphs` does.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireHostProgram } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { coverageOf, coverageTable, lacksOf } from './coverage';
import { drive, type Outcome } from './drive';
import { generator, type Generate } from './generator';
import { graphNames, readGraph } from './graph-files';
import { shrink, type Failing } from './shrink';

export interface RandomGraphsOptions {
  readonly count: number;
  readonly seed: number;
  /** Only this graph. */
  readonly plan?: string;
  readonly python?: string;
  /** Folder for graphs that fail. */
  readonly out: string;
  readonly print: (line: string) => void;
}

/** Fewer graphs do not have each pattern. */
const COVERS_ALL = 100;
/** Each takes up to a minute; the others are listed. */
const MAX_SHRUNK = 5;

/** Prints what each failing graph shrank to, a table and the counts. Throws E_MISMATCH unless all agree. */
export async function randomGraphs(options: RandomGraphsOptions): Promise<void> {
  const { count, seed, plan, print } = options;
  const program = requireHostProgram();
  const generate = generator(options.python);
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-graphs-'));
  try {
    if (plan === undefined) generate(['draw', '--seed', `${seed}`, '--count', `${Math.ceil(count / 2)}`], folder);
    else generate(['render', '--plan', plan], folder);
    const outcomes: Outcome[] = [];
    for (const name of graphNames(folder)) outcomes.push(await drive(readGraph(folder, name), program));
    const failing = outcomes.flatMap(({ name, failure }) => (failure === null ? [] : [{ folder, name, failure }]));
    for (const { name, failure } of failing) print(`${name}: ${failure}`);
    if (plan === undefined) await writeSmallest(failing, { generate, program }, options);
    report(outcomes, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Tools {
  readonly generate: Generate;
  readonly program: string;
}

/** All failures, in folders of their own; the first ones made smaller. */
async function writeSmallest(
  failing: readonly Failing[],
  tools: Tools,
  { out, print }: RandomGraphsOptions,
): Promise<void> {
  const keep = (each: Failing, smallest: Failing): void => {
    const kept = join(out, each.name);
    const { folder, name, failure } = smallest;
    mkdirSync(kept, { recursive: true });
    copyFileSync(join(folder, `${name}.onnx`), join(kept, 'graph.onnx'));
    copyFileSync(join(folder, `${name}.json`), join(kept, 'plan.json'));
    const command = `npx nx run tools:random-graphs -- --plan ${join(kept, 'plan.json')}`;
    writeFileSync(join(kept, 'failure.txt'), `${failure}\n\nSeed ${each.name}. To run it alone:\n\n    ${command}\n`);
  };
  for (const each of failing) keep(each, each);
  for (const each of failing.slice(0, MAX_SHRUNK)) {
    await shrink(each, tools, (smallest) => {
      keep(each, smallest);
      print(`smallest of ${each.name}: ${join(out, each.name)}: ${smallest.failure}`);
    });
  }
}

function report(outcomes: readonly Outcome[], { count, plan, print }: RandomGraphsOptions): void {
  const failures = outcomes.filter(({ failure }) => failure !== null);
  const coverage = coverageOf(outcomes);
  if (plan === undefined) print(coverageTable(coverage));
  print(countsOf(outcomes));
  const lacks = plan === undefined && count >= COVERS_ALL && failures.length === 0 ? lacksOf(coverage) : [];
  for (const lack of lacks) print(lack);
  if (failures.length === 0 && lacks.length === 0) return;
  const got = failures.length > 0 ? `${failures.length} that do not` : lacks[0];
  throw new BitplaneError('E_MISMATCH', `expected ${outcomes.length} random graphs to agree, got ${got}; see above`);
}

function countsOf(outcomes: readonly Outcome[]): string {
  const total = (key: 'images' | 'exact' | 'ties' | 'onSteps'): number =>
    outcomes.reduce((sum, each) => sum + each[key], 0);
  const [images, exact, ties, onSteps] = [total('images'), total('exact'), total('ties'), total('onSteps')];
  return [
    `${outcomes.length} graphs, ${outcomes.filter(({ hasSource }) => hasSource).length} of them in onnxruntime too`,
    `${images} images`,
    `${exact} compared bit for bit`,
    `${images - exact - ties - onSteps} within the error of float32`,
    `${onSteps} before the passes only, with a number on a step of a quantizer whose ties are not promised`,
    `${ties} not at all, with a number within its error of a step`,
  ].join('; ');
}
