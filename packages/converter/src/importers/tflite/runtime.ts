// A .tflite file in Larq Compute Engine's or TensorFlow Lite's interpreter, by Python.
import type { Opening, SourceRuntime } from '../importer';
import { readFile } from '../read-file';
import { finishNamed, inSteps, type Finish } from '../source-runtime/finish';
import { openProgram } from '../source-runtime/program-runtime';
import { pythonCommand } from '../source-runtime/python-command';
import { readGraph } from './file/read-graph';
import type { TfliteGraph } from './graph';
import { lastOperator } from './walk';

/** TensorFlow Lite scales sums to bytes in fixed point, by two roundings: the byte may be the next one. */
const BYTE_STEPS = 1;

export async function openRuntime(path: string, opening: Opening): Promise<SourceRuntime | string> {
  const graph = readGraph(path, readFile(path, 'expected a TensorFlow Lite file'));
  const command = pythonCommand(opening.python, { script: 'tflite_file.py', file: path, step: 'larq' });
  const runtime = await openProgram(command, opening, finishOf(graph));
  return typeof runtime === 'string' ? runtime : { ...runtime, byteSteps: BYTE_STEPS };
}

function finishOf(graph: TfliteGraph): Finish {
  const last = lastOperator(graph);
  const finish = finishNamed(last?.kind);
  const scale = last && graph.tensors[last.outputs[0]].quantization?.scales[0];
  return scale === undefined ? finish : inSteps(finish, scale);
}
