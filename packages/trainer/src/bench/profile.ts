// Where a step's time goes: the TensorFlow operations that it calls.
import * as tf from '@tensorflow/tfjs';

export interface OperationTime {
  readonly name: string;
  readonly shapes: string;
  /** In one step, all calls together. */
  readonly ms: number;
  readonly calls: number;
}

type Execute = (name: string, attributes: object[], inputs: tf.Tensor[], numOutputs?: number) => unknown;
type Executor = Record<'executeSingleOutput' | 'executeMultipleOutputs', Execute>;

export interface Profile {
  /** Longest first. */
  readonly operations: readonly OperationTime[];
  /** Of one step, operations and all, under the profile. */
  readonly stepMs: number;
}

/** Mean times of the operations in `steps` runs of `step`. */
export function profileOperations(step: () => void, steps: number): Profile {
  const backend = tf.backend() as unknown as Executor;
  const times = new Map<string, { name: string; shapes: string; ms: number; calls: number }>();
  const own = { ...backend };
  for (const method of ['executeSingleOutput', 'executeMultipleOutputs'] as const) {
    const execute = backend[method].bind(backend);
    backend[method] = (name, attributes, inputs, numOutputs) => {
      const began = performance.now();
      const result = execute(name, attributes, inputs, numOutputs);
      const shapes = inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
      const time = times.get(name + shapes) ?? { name, shapes, ms: 0, calls: 0 };
      time.ms += performance.now() - began;
      time.calls++;
      times.set(name + shapes, time);
      return result;
    };
  }
  const began = performance.now();
  for (let i = 0; i < steps; i++) step();
  const stepMs = (performance.now() - began) / steps;
  for (const method of ['executeSingleOutput', 'executeMultipleOutputs'] as const) {
    if (Object.hasOwn(own, method)) backend[method] = own[method];
    else delete (backend as Partial<Executor>)[method];
  }
  const operations = [...times.values()]
    .map(({ ms, calls, ...operation }) => ({ ...operation, ms: ms / steps, calls: calls / steps }))
    .sort((a, b) => b.ms - a.ms);
  return { operations, stepMs };
}

/** What people want to know of an operation: by its name, and shapes where these tell more; the first that fits. */
const GROUPS: readonly (readonly [string, RegExp, ((shapes: string) => boolean)?])[] = [
  ['convolution, filter gradient', /Conv2[Dd](Native)?(BackpropFilter|FilterGradient)/],
  ['convolution, input gradient', /Conv2[Dd](Native)?(BackpropInput|InputGradient)/],
  ['convolution, forward', /Conv2[Dd]/],
  ['dense', /MatMul/],
  ['max-pool gradient', /MaxPoolGrad/],
  ['max-pool', /MaxPool/],
  ['average pool and its gradient', /AvgPool/],
  ['batch norm, with the shortcut and PReLU after it', /BatchNorm|NormPrelu/],
  ['Adam, clipping of latent weights', /Adam|Minimum|Maximum/],
  ['bias, ReLU, PReLU, signs, their gradients', /AddRow|SumRows|Relu|Prelu|Sign|WindowGradient/],
  ['shortcuts: concatenation, its gradient', /Concat|Split/],
  ['shortcuts: sums of two tensors of one shape', /^Add(V2)?$/, areEqualShapes],
  ['products, other sums, means, comparisons', /^(Mul|Add|Sub|Neg|Abs|Mean|Sum|RealDiv|Greater|Less|Select|Sq|Rsq)/],
  ['casts, reshapes, transposes', /^(Cast|Reshape|Transpose|Reverse|Tile|Pack|Unpack|Pad|Slice|ZerosLike)/],
  ['all other operations', /(?:)/],
];

function areEqualShapes(shapes: string): boolean {
  const [first, second] = shapes.split('] [');
  return `${first}]` === `[${second}`;
}

/** Milliseconds of a step by group, in the groups' order. */
export function groupTimes(operations: readonly OperationTime[]): ReadonlyMap<string, number> {
  const totals = new Map(GROUPS.map(([group]) => [group, 0]));
  for (const { name, shapes, ms } of operations) {
    const [group] = GROUPS.find(([, pattern, fits]) => pattern.test(name) && fits?.(shapes) !== false)!;
    totals.set(group, totals.get(group)! + ms);
  }
  return totals;
}
