// An ONNX file in onnxruntime, or, where it has quantizers of QONNX, in qonnx: what the imported network is compared
// with.
import type { TensorOf } from '@bitplane/model';
import { Tensor } from 'onnxruntime-node';
import type { Opening, SourceRuntime } from '../importer';
import { finishNamed } from '../source-runtime/finish';
import { Program } from '../source-runtime/program';
import { pythonCommand } from '../source-runtime/python-command';
import { isStandardDomain } from './file/read-model';
import { openOnnx, type OpenedOnnx } from './import-onnx';
import { openSession } from './onnxruntime';
import { asLayers, sourceTensors } from './source-tensors';
import { elementsOf, viewDims } from './values/view';

/** Or why it cannot run there. */
export async function openRuntime(path: string, { options, python }: Opening): Promise<SourceRuntime | string> {
  const opened = openOnnx(path, options);
  const isStandard = opened.graph.nodes.every(({ domain }) => isStandardDomain(domain));
  return isStandard ? openOnnxruntime(opened) : openQonnx(opened, python);
}

async function openOnnxruntime(opened: OpenedOnnx): Promise<SourceRuntime | string> {
  const { file, graph, image } = opened;
  const tensors = sourceTensors(opened);
  const names = [graph.output, ...tensors.map(({ name }) => name).filter((name) => name !== graph.output)];
  const session = await openSession(file, names.slice(1));
  if (typeof session === 'string') return session;
  const dims = viewDims(image.view);
  return {
    name: 'onnxruntime',
    finish: finishOf(opened),
    compute: async (bytes, withLayers) => {
      const numbers = numbersOf(opened, bytes);
      const input =
        image.element === 'uint8'
          ? new Tensor('uint8', Uint8Array.from(numbers), dims)
          : new Tensor('float32', numbers, dims);
      const output = await session.run({ [graph.input.name]: input }, withLayers ? names : [graph.output]);
      const scores = output[graph.output].data as Float32Array;
      const valuesOf = (name: string) => output[name]?.data as Float32Array | undefined;
      return {
        scores: scores.subarray(0, scores.length / dims[0]),
        layers: withLayers ? asLayers(tensors, valuesOf) : new Map(),
      };
    },
    close: () => session.release(),
  };
}

async function openQonnx(opened: OpenedOnnx, python: Opening['python']): Promise<SourceRuntime | string> {
  const program = await Program.start(
    pythonCommand(python, { script: 'qonnx_file.py', file: opened.file.path, step: 'brevitas' }),
  );
  if (typeof program === 'string') return program;
  const tensors = sourceTensors(opened);
  const length = elementsOf(opened.image.view).length;
  return {
    name: program.name,
    finish: finishOf(opened),
    compute: async (bytes, withLayers) => {
      const numbers = numbersOf(opened, bytes).subarray(0, length);
      const output = await program.compute({ numbers, areBytes: false, withLayers });
      const layers = new Map(output.layers);
      return { scores: output.scores, layers: asLayers(tensors, (name) => layers.get(name)) };
    },
    close: () => Promise.resolve(program.close()),
  };
}

/** Last nodes that are left out. */
const finishOf = ({ graph }: OpenedOnnx) => finishNamed(graph.nodes.at(-1)!.opType);

/** What the file reads of an image, in the order of its dimensions; if the batch is fixed, the image is all of it. */
function numbersOf({ image, tables }: OpenedOnnx, { data, channels }: TensorOf<'uint8'>): Float32Array {
  const elements = elementsOf(image.view);
  const isBytes = image.element === 'uint8';
  const one = (element: number): number => (isBytes ? data[element] : tables[element % channels][data[element]]);
  const length = viewDims(image.view).reduce((product, dim) => product * dim, 1);
  return Float32Array.from({ length }, (_, k) => one(elements[k % elements.length]));
}
