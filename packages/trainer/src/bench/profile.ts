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

/** Mean times of the operations in `steps` runs of `step`, longest first. */
export function profileOperations(step: () => void, steps: number): OperationTime[] {
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
  for (let i = 0; i < steps; i++) step();
  for (const method of ['executeSingleOutput', 'executeMultipleOutputs'] as const) {
    if (Object.hasOwn(own, method)) backend[method] = own[method];
    else delete (backend as Partial<Executor>)[method];
  }
  return [...times.values()]
    .map(({ ms, calls, ...operation }) => ({ ...operation, ms: ms / steps, calls: calls / steps }))
    .sort((a, b) => b.ms - a.ms);
}

/** What people want to know of an operation, by the part of its name; the first that fits. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  ['convolution, filter gradient', /Conv2DBackpropFilter|Conv2DFilterGradient/],
  ['convolution, input gradient', /Conv2DBackpropInput|Conv2DInputGradient/],
  ['convolution, forward', /Conv2D/],
  ['max-pool gradient', /MaxPoolGrad/],
  ['max-pool', /MaxPool/],
  ['batch norm', /BatchNorm/],
  ['Adam', /Adam/],
  ['bias, ReLU, PReLU, signs, their gradients', /AddRow|SumRows|Relu|Prelu|Sign|WindowGradient/],
  ['all other operations', /(?:)/],
];

/** Milliseconds of a step by group, in the groups' order. */
export function groupTimes(operations: readonly OperationTime[]): ReadonlyMap<string, number> {
  const totals = new Map(GROUPS.map(([group]) => [group, 0]));
  for (const { name, ms } of operations) {
    const [group] = GROUPS.find(([, pattern]) => pattern.test(name))!;
    totals.set(group, totals.get(group)! + ms);
  }
  return totals;
}
