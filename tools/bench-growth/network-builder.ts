// Networks from seeded weights, as importers make them: layers of floats and signs before any pass.
import {
  averagePoolLayer,
  INPUT,
  inferTypes,
  seededRandom,
  wholeWindow,
  type Layer,
  type Model,
  type Random,
  type Shape,
  type TensorType,
  type Window,
} from '@bitplane/model';

export interface Convolution {
  readonly filters: number;
  readonly size: number;
  readonly stride?: number;
  readonly groups?: number;
}

const EPSILON = 1e-3;

/** Appends layers to a network; each method returns the name of the layer that it added, from a numbered series. */
export class NetworkBuilder {
  private readonly layers: Layer[] = [];
  private readonly random: Random;

  constructor(
    private readonly name: string,
    private readonly input: Shape,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  /** The image as numbers of 0 … 255/256. */
  image(): string {
    return this.add({ kind: 'normalize', inputs: [INPUT], zeroPoints: new Uint8Array(3), scale: 1 / 256 });
  }

  /** weightBits: 8 for weights on 255 steps per filter, 32 for floats. */
  conv(x: string, { filters, size, stride = 1, groups = 1 }: Convolution, weightBits: 8 | 32): string {
    const input = this.typeOf(x);
    const depth = size * size * (input.channels / groups);
    const weights = Float32Array.from({ length: filters * depth }, () => this.random.bell() / Math.sqrt(depth));
    const window = centred(size, stride, input);
    return this.add({ kind: 'conv2d', inputs: [x], filters, window, groups, weights, bias: null, weightBits });
  }

  /** sign(x), then a convolution of signs. padValue: what is around the image. */
  binary(x: string, { filters, size, stride = 1 }: Convolution, padValue: 0 | 1 = 0): string {
    const input = this.typeOf(x);
    const signs = this.add({ kind: 'sign', inputs: [x] });
    const values = Float32Array.from({ length: filters * size * size * input.channels }, () => this.random.bell());
    return this.add({
      ...{ kind: 'binary-conv2d', inputs: [signs], filters, groups: 1, padValue },
      window: centred(size, stride, input),
      weights: { type: 'latent', quantizer: 'sign', values },
    });
  }

  /** variance: about that of what it normalizes. */
  norm(x: string, variance: number): string {
    const { channels } = this.typeOf(x);
    const drawn = (make: () => number): Float64Array =>
      Float64Array.from({ length: channels }, () => Math.fround(make()));
    return this.add({
      ...{ kind: 'batch-norm', inputs: [x], epsilon: EPSILON },
      gamma: drawn(() => 0.5 + this.random.uniform()),
      beta: drawn(() => this.random.bell() / 4),
      mean: drawn(() => (this.random.bell() * Math.sqrt(variance)) / 4),
      variance: drawn(() => variance * (0.5 + this.random.uniform())),
    });
  }

  relu(x: string): string {
    return this.add({ kind: 'relu', inputs: [x] });
  }

  addition(a: string, b: string): string {
    return this.add({ kind: 'add', inputs: [a, b], element: 'float64' });
  }

  /** padded: by half the window's size, as before blurs; else not at all. */
  maxPool(x: string, size: number, stride: number, padded = false): string {
    const window = padded
      ? centred(size, stride, this.typeOf(x))
      : { ...centred(size, stride, this.typeOf(x)), padding: NONE };
    return this.add({ kind: 'max-pool', inputs: [x], window });
  }

  halve(x: string): string {
    const window = { ...centred(2, 2, this.typeOf(x)), padding: NONE };
    return this.addNamed(averagePoolLayer(this.nextName('average-pool'), x, window));
  }

  globalAverage(x: string): string {
    return this.addNamed(averagePoolLayer(this.nextName('average-pool'), x, wholeWindow(this.typeOf(x))));
  }

  /** 8-bit scores, offset 0. */
  dense(x: string, filters: number): string {
    const { height, width, channels } = this.typeOf(x);
    const depth = height * width * channels;
    return this.add({
      ...{ kind: 'int8-dense', inputs: [x], element: 'float64', filters, offset: null },
      weights: Int8Array.from({ length: filters * depth }, () => this.random.integer(-127, 127)),
      scale: new Float64Array(filters).fill(Math.fround(1 / (127 * Math.sqrt(depth)))),
    });
  }

  typeOf(x: string): TensorType {
    return inferTypes(this.model()).get(x)!;
  }

  model(): Model {
    return { name: this.name, input: this.input, layers: this.layers };
  }

  private add(layer: DistributiveOmit<Layer, 'name'>): string {
    return this.addNamed({ ...layer, name: this.nextName(layer.kind) });
  }

  private addNamed(layer: Layer): string {
    this.layers.push(layer);
    return layer.name;
  }

  private nextName(kind: string): string {
    return `${kind}${this.layers.length}`;
  }
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

const NONE = { top: 0, left: 0, bottom: 0, right: 0 };

/** Padded as `same` is: as many outputs as strides fit, and the odd pad after the image. */
function centred(size: number, stride: number, { height, width }: Shape): Window {
  const pads = (extent: number): readonly [number, number] => {
    const sum = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + size - extent);
    return [Math.floor(sum / 2), Math.ceil(sum / 2)];
  };
  const [[top, bottom], [left, right]] = [pads(height), pads(width)];
  return { size: [size, size], stride: [stride, stride], dilation: [1, 1], padding: { top, left, bottom, right } };
}
