// A program that runs a LayersModel and stays alive: a line of JSON in, a line of JSON out, numbers in files. The
// converter's importers/source-runtime/python/worker.py says what the lines are.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { loadAnyModel } from './load-any-model';
import { LayersOfModel } from './layers-of-model';

interface Request {
  /** Path of the float32 numbers of all inputs, one after the other. */
  readonly in: string;
  /** Path to write the scores and the layers to. */
  readonly out: string;
  readonly layers: boolean;
}

const reply = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0];

async function serve(path: string): Promise<void> {
  // Libraries print to the standard output; the converter reads from it.
  console.log = console.error;
  const { name: backend } = await loadBackend();
  const model = new LayersOfModel(await loadAnyModel(path));
  reply({ name: `TensorFlow.js ${tf.version.tfjs}, ${backend}`, inputs: model.inputs, finish: model.finish });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    try {
      reply(answer(model, request));
    } catch (error) {
      reply({ error: reasonOf(error) });
    }
  }
}

function answer(model: LayersOfModel, { in: input, out, layers: withLayers }: Request): object {
  const numbers = new Float32Array(new Uint8Array(readFileSync(input)).buffer);
  const { scores, layers } = model.run(numbers, withLayers);
  writeFileSync(out, Buffer.concat([scores, ...layers.map(([, values]) => values)].map(bytesOf)));
  let first = scores.length;
  const places = layers.map(([name, { length }]) => [name, (first += length) - length, length]);
  return { scores: [0, scores.length], layers: places };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

serve(process.argv[2]).catch((error: unknown) => reply({ unavailable: reasonOf(error) }));
