// Activations, as operators of their own and fused into others.
import type { Clip, PRelu, Relu } from '@bitplane/model';
import { LEAKY_RELU_OPTIONS, type ACTIVATIONS } from '../file/schema';
import type { OperatorSource } from '../operator-source';
import { elementwise } from '../values/produce';
import type { Value } from '../values/value';
import { chain, type Step } from './chain';
import { channelNumbers } from './channel-numbers';

export const reluStep: Step = (name, input): Relu => ({ kind: 'relu', name, inputs: [input] });

export const clipStep =
  (minimum: number, maximum: number): Step =>
  (name, input): Clip => ({ kind: 'clip', name, inputs: [input], element: 'float64', minimum, maximum });

/** What a fused activation does; none for NONE. */
export function activationSteps(source: OperatorSource, activation: (typeof ACTIVATIONS)[number]): Step[] {
  switch (activation) {
    case 'NONE':
      return [];
    case 'RELU':
      return [reluStep];
    case 'RELU6':
      return [clipStep(0, 6)];
    case 'RELU_N1_TO_1':
      return [clipStep(-1, 1)];
    case 'TANH':
    case 'SIGN_BIT':
      return source.reject(
        'a fused activation NONE, RELU, RELU6 or RELU_N1_TO_1',
        activation,
        'use one of these in the network, or none before the sign of a binary layer',
      );
  }
}

/** An operator that is one such step. */
export const importActivation =
  (step: Step) =>
  (source: OperatorSource): Value =>
    elementwise(source, source.value(0), chain(source, source.numbers(0), [step]));

export function importLeakyRelu(source: OperatorSource): Value {
  const value = source.value(0);
  const slopes = source.net.filled(value.shape.channels, source.float32(LEAKY_RELU_OPTIONS.alpha));
  return importActivation(preluStep(slopes, false))(source);
}

export function importPRelu(source: OperatorSource): Value {
  const { numbers, perElement } = channelNumbers(source, { value: source.value(0), index: 1, allowPerElement: true });
  return importActivation(preluStep(numbers, perElement))(source);
}

const preluStep =
  (slopes: Float64Array, perElement: boolean): Step =>
  (name, input): PRelu => ({ kind: 'prelu', name, inputs: [input], element: 'float64', slopes, perElement });
