// Writes a LayersModel's files as TensorFlow.js would, for tests.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@bitplane/model';

export interface LayerEntry {
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  /** Of a functional model only. */
  readonly name?: string;
  readonly inbound_nodes?: readonly (readonly unknown[])[];
}

export type LayerConfig = Record<string, unknown> & { name: string };

/** Weight's name → shape. */
export type WeightShapes = Readonly<Record<string, readonly number[]>>;

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface LayersModelFiles {
  readonly layers: readonly LayerEntry[];
  readonly weights: readonly WeightEntry[];
}

export function writeLayersModel(folder: string, { layers, weights }: LayersModelFiles): void {
  const manifest = [
    { paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
  ];
  const isFunctional = layers.some(({ inbound_nodes }) => inbound_nodes !== undefined);
  const last = layers[layers.length - 1].config.name;
  const modelTopology = isFunctional
    ? { class_name: 'Model', config: { name: 'model1', layers, output_layers: [[last, 0, 0]] } }
    : { class_name: 'Sequential', config: { name: 'sequential_1', layers } };
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify({ modelTopology, format: 'layers-model', weightsManifest: manifest }),
  );
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer))));
}

/** Weights that a trained network has above 0. */
const ABOVE_ZERO = ['moving_variance', 'input_scale'];

/** A draft of a sequential model whose weights are drawn from a seed. */
export class LayersModelDraft implements LayersModelFiles {
  readonly layers: LayerEntry[] = [];
  readonly weights: WeightEntry[] = [];
  private readonly random;

  constructor(seed: number, size: number, inputName = 'input_1', channels = 3) {
    this.random = seededRandom(seed);
    this.layers.push({
      class_name: 'InputLayer',
      config: { batch_input_shape: [null, size, size, channels], name: inputName },
    });
  }

  add(class_name: string, config: LayerConfig, weights: WeightShapes = {}): this {
    this.layers.push({ class_name, config });
    for (const [name, shape] of Object.entries(weights)) {
      const length = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length }, () =>
        ABOVE_ZERO.includes(name) ? 0.5 + this.random.uniform() : this.random.bell(),
      );
      this.weights.push({ name: `${config.name}/${name}`, shape, values });
    }
    return this;
  }
}

/** A network whose second convolution has 2^22 binary weights, and whose image has 4×4 pixels. */
export function wideTopology(seed: number): LayersModelDraft {
  const filters = 4096;
  const conv = { kernel_size: [4, 4], padding: 'valid', use_bias: false };
  const norm = (channels: number) => ({ beta: [channels], moving_mean: [channels], moving_variance: [channels] });
  return new LayersModelDraft(seed, 4)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256, offset: 0 })
    .add(
      'QuantizedConv2D',
      { ...conv, name: 'conv1', filters: 64, kernel_size: [1, 1], kernel_bits: 8 },
      { kernel: [1, 1, 3, 64] },
    )
    .add('BatchNormalization', { name: 'norm1', axis: -1, epsilon: 0.001, scale: false }, norm(64))
    .add('BinaryConv2D', { ...conv, name: 'conv2', filters, pad_value: 0 }, { kernel: [4, 4, 64, filters] })
    .add('BatchNormalization', { name: 'norm2', axis: -1, epsilon: 0.001, scale: false }, norm(filters))
    .add('BinaryConv2D', { ...conv, name: 'conv3', filters: 10, kernel_size: [1, 1] }, { kernel: [1, 1, filters, 10] })
    .add('OutputScale', { name: 'scale' }, { scale: [10] });
}

/**
 * The reference network's topology with `filters` in its first binary layer and random weights, slopes of both signs
 * included.
 */
export function referenceTopology(seed: number, filters: number): LayersModelDraft {
  const norm = (channels: number) => ({
    gamma: [channels],
    beta: [channels],
    moving_mean: [channels],
    moving_variance: [channels],
  });
  const binary = (name: string, count: number, size: number) => ({
    name,
    filters: count,
    kernel_size: [size, size],
    strides: [1, 1],
    padding: 'same',
    dilation_rate: [1, 1],
    use_bias: true,
    pad_value: 0,
    groups: 1,
    input_quantizer: 'sign',
    kernel_quantizer: 'sign',
  });
  const pool = (name: string) => ({ name, pool_size: [3, 3], strides: [2, 2], padding: 'valid' });
  return new LayersModelDraft(seed, 32)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256, offset: 0 })
    .add(
      'QuantizedConv2D',
      {
        name: 'conv1',
        filters: 8,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: 'same',
        use_bias: true,
        kernel_bits: 8,
      },
      { kernel: [3, 3, 3, 8], bias: [8] },
    )
    .add('ReLU', { name: 'relu1', max_value: null })
    .add('MaxPooling2D', pool('pool1'))
    .add('BatchNormalization', { name: 'norm1', axis: -1, epsilon: 0.001, center: true, scale: true }, norm(8))
    .add('BinaryConv2D', binary('conv2', filters, 3), { kernel: [3, 3, 8, filters], bias: [filters] })
    .add('PReLU', { name: 'prelu2', shared_axes: null }, { alpha: [15, 15, filters] })
    .add('MaxPooling2D', pool('pool2'))
    .add('BatchNormalization', { name: 'norm2', axis: -1, epsilon: 0.001 }, norm(filters))
    .add('BinaryConv2D', binary('conv3', 10, 1), { kernel: [1, 1, filters, 10], bias: [10] })
    .add('PReLU', { name: 'prelu3', shared_axes: [1, 2] }, { alpha: [1, 1, 10] })
    .add('GlobalAveragePooling2D', { name: 'average', data_format: 'channels_last' })
    .add('OutputScale', { name: 'scale' }, { scale: [10] });
}
