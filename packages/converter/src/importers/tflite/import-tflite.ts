// Reads a TensorFlow Lite file, of Larq Compute Engine or plain, into a Model.
import { BitplaneError, type Model, type Shape } from '@bitplane/model';
import type { InputOptions } from '../input/image-tables';
import { readFile } from '../read-file';
import { readGraph } from './file/read-graph';
import { shortName, type TfliteGraph, type TfliteOperator } from './graph';
import { imageInputs, inputValues } from './image-inputs';
import { NetworkBuilder } from './network-builder';
import { OPERATORS } from './operators';
import { adviceFor } from './operators/advice';
import { OperatorSource, type Known } from './operator-source';
import { requireDeclaredShape } from './declared-shape';
import { isAtEnd, operatorsOf, readersOf } from './walk';
import { readConstant, type Constant } from './values/constant';
import { numbersOf } from './values/forms';
import { withoutPads } from './values/pads';
import type { Value } from './values/value';

export interface TfliteNetwork {
  readonly model: Model;
  /** Lines about what was left out or is computed in another way. */
  readonly notes: readonly string[];
}

/**
 * Each operator as layers of the same numbers: signs and integer sums exactly, floats in the order that this project
 * defines.
 *
 * options: what a byte of an image is to the network; a file with an input of 8-bit integers says it itself.
 *
 * Throws E_MISSING_FILE; E_FILE for a damaged file; E_LAYER for what has no counterpart here, with what to use instead;
 * E_SHAPE; E_VALUE for constants that are not finite; each with the operator and its output's name. E_USAGE where
 * nothing says what a byte is.
 */
export function importTflite(path: string, options: InputOptions): TfliteNetwork {
  requireChannelsLast(options);
  const graph = readGraph(path, readFile(path, `expected a TensorFlow Lite file, found no file ${path}`));
  const image = imageInputs(path, graph);
  const output = requireOneOutput(path, graph);
  const operators = operatorsOf(path, graph, output);
  requireSupported(path, graph, operators);
  const net = new NetworkBuilder(image.shape);
  const known = { constants: constantsOf(path, graph, operators), values: new Map<number, Value>() };
  inputValues(net, image, options).forEach((value, index) => known.values.set(graph.inputs[index], value));
  const notes: string[] = [];
  const readers = readersOf(graph);
  for (const operator of operators) {
    const source = new OperatorSource({
      ...{ file: path, graph, operator, name: shortName(graph, operator.outputs[0]), known, net },
      isLast: () => isAtEnd(operator, output, readers),
      note: (line) => notes.push(line),
    });
    const made = OPERATORS.get(operator.kind)!(source);
    if ('stored' in made) known.constants.set(operator.outputs[0], made);
    else known.values.set(operator.outputs[0], requireDeclaredShape(source, made));
  }
  return { model: modelOf(path, graph, { net, input: image.shape, scores: known.values.get(output) }), notes };
}

/** TensorFlow Lite has no other layout. */
function requireChannelsLast({ inputLayout }: InputOptions): void {
  if (inputLayout === undefined || inputLayout === 'nhwc') return;
  throw new BitplaneError(
    'E_USAGE',
    `expected no --input-layout, or nhwc, which all files of TensorFlow Lite have, got "${inputLayout}"`,
  );
}

function requireOneOutput(file: string, { outputs, tensors }: TfliteGraph): number {
  const [output] = outputs;
  if (outputs.length === 1) return output;
  const names = outputs.map((index) => tensors[index].name).join(', ');
  const got = outputs.length === 0 ? 'none' : names.slice(0, 200);
  const next = 'convert the network with the scores as its only output';
  throw new BitplaneError('E_LAYER', `${file}: expected one output, the scores, got ${got}; ${next}`);
}

function requireSupported(file: string, graph: TfliteGraph, operators: readonly TfliteOperator[]): void {
  const reject = (expected: string, got: string): never => {
    throw new BitplaneError('E_LAYER', `${file}: ${expected}, got ${got}`);
  };
  if (operators.length === 0) reject('expected operators that make scores of the image', 'none');
  const unknown = operators.find(({ kind }) => !OPERATORS.has(kind));
  if (unknown === undefined) return;
  const { index, kind, outputs } = unknown;
  const place = `operator ${index} '${shortName(graph, outputs[0])}'`;
  reject(`${place}: expected one that is supported`, `${kind}; ${adviceFor(kind)}`);
}

/** Only those that are read: a file may hold any number of others. */
function constantsOf(file: string, { tensors }: TfliteGraph, operators: readonly TfliteOperator[]): Known['constants'] {
  const fail = (got: string): never => {
    const expected = 'expected constants of numbers in their shapes';
    throw new BitplaneError('E_FILE', `${file}: ${expected}, got ${got}; convert it again`);
  };
  const constants = new Map<number, Constant>();
  for (const index of new Set(operators.flatMap(({ inputs }) => inputs))) {
    const tensor = index < 0 ? undefined : tensors[index];
    if (tensor !== undefined && tensor.data !== null) constants.set(index, readConstant(tensor, tensor.data, fail));
  }
  return constants;
}

interface Imported {
  readonly net: NetworkBuilder;
  readonly input: Shape;
  /** Absent where the output is constant. */
  readonly scores: Value | undefined;
}

function modelOf(file: string, graph: TfliteGraph, { net, input, scores }: Imported): Model {
  const reject = (expected: string, got: unknown): never => {
    throw new BitplaneError('E_LAYER', `${file}: expected ${expected}, got ${String(got)}`);
  };
  if (scores === undefined) return reject('scores that depend on the image', 'constants');
  if (scores.layout.kind === 'exchanged') return reject('a reshape after the last transpose', 'none');
  const last = numbersOf(net, withoutPads({ net, reject }, scores));
  // What was made after it, it does not depend on.
  const layers = net.layers.slice(0, net.layers.findIndex(({ name }) => name === last) + 1);
  return { name: graph.name || 'network', input, layers };
}
