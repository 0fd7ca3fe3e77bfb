// A seeded network's files for all engines: ours, its int8 twin for onnxruntime and LiteRT, its layers for scripts of
// Python, and an image.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@bitplane/cli';
import { applyPasses, EXPORTERS } from '@bitplane/converter';
import { quantizeInt8, signBit, writeModel, type Layer, type Model } from '@bitplane/model';
import type { NetworkFiles } from '../bench-peers/engines';

/**
 * Writes model.bpm, twin-int8.onnx, twin-int8.tflite, network.json with network.bin, and one image, as image.bin
 * (planes after a label) and image.raw ([height, width, channels]).
 */
export function writeNetwork(imported: Model, folder: string): NetworkFiles {
  const files = { folder, made: folder, pixels: join(folder, 'image.raw'), record: join(folder, 'image.bin') };
  makeFolder(folder);
  const model = applyPasses(imported, {});
  writeFileSync(join(folder, 'model.bpm'), writeModel(model));
  for (const twin of EXPORTERS.filter(({ name }) => name === 'twin-int8' || name === 'twin-tflite'))
    writeFileSync(join(folder, twin.path), twin.toBytes({ imported, model, images: [] }));
  writeLayers(imported, folder);
  const { height, width, channels } = imported.input;
  const size = height * width;
  const pixels = Uint8Array.from({ length: size * channels }, (_, k) => (k * 37 + (k >> 3) * 101) & 255);
  writeFileSync(files.pixels, pixels);
  const record = new Uint8Array(1 + pixels.length);
  pixels.forEach((value, k) => (record[1 + (k % channels) * size + Math.floor(k / channels)] = value));
  writeFileSync(files.record, record);
  return files;
}

/** network.json has an object per layer; an array of numbers is a place in network.bin. */
function writeLayers({ name, input, layers }: Model, folder: string): void {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const place = (values: Numbers): object => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
    padded.set(bytes);
    parts.push(padded);
    const placed = { type: TYPES[values.constructor.name], offset, length: values.length };
    offset += padded.length;
    return placed;
  };
  const described = layers.map((layer) =>
    Object.fromEntries(
      Object.entries(withPlainWeights(layer)).map(([key, value]) => [key, isNumbers(value) ? place(value) : value]),
    ),
  );
  const { height, width, channels } = input;
  const network = { name, input: [height, width, channels], layers: described };
  writeFileSync(join(folder, 'network.json'), JSON.stringify(network));
  writeFileSync(join(folder, 'network.bin'), Buffer.concat(parts));
}

type Numbers = Float64Array | Float32Array | Int8Array | Uint8Array;

const TYPES: Readonly<Record<string, string>> = {
  Float64Array: 'float64',
  Float32Array: 'float32',
  Int8Array: 'int8',
  Uint8Array: 'uint8',
};

const isNumbers = (value: unknown): value is Numbers => ArrayBuffer.isView(value) && value.constructor.name in TYPES;

/** Weights as the network multiplies by them: +1 and -1 for signs, multiples of a filter's scale for 8 bits. */
function withPlainWeights(layer: Layer): object {
  if (layer.kind === 'binary-conv2d') {
    const { values, type } = layer.weights;
    const weights = Int8Array.from(values, (value) => 1 - 2 * (type === 'latent' ? signBit(value) : value));
    return { ...layer, weights };
  }
  if (layer.kind !== 'conv2d' || layer.weightBits === 32) return layer;
  const length = layer.weights.length / layer.filters;
  const { values, scales } = quantizeInt8(layer.weights, layer.filters);
  return { ...layer, weights: Float32Array.from(values, (value, k) => value * scales[Math.floor(k / length)]) };
}
