// A model in an instance of the module, ready to run.
import { BitplaneError } from './errors.ts';
import { giveBack, takeInstance, type Instance } from './instances.ts';
import type { WasmModule } from './platform.ts';
import { numElements, Reader, toFloats, type Step, type Tensor, type TensorType } from './structures.ts';

/** Statuses of packages/runtime-c that have a code of their own here. */
const BAD_CHECKSUM = 24;
const NO_MEMORY = 100;
const NO_LAYER = 0xffff_ffff;

/** Rejects with E_FILE, E_CHECKSUM or E_MEMORY. */
export async function loadInto(module: WasmModule, bytes: Uint8Array): Promise<Network> {
  const instance = await takeInstance(module);
  try {
    fill(instance, bytes);
    return new Network(instance);
  } catch (error) {
    giveBack(instance);
    throw error;
  }
}

function fill({ exports }: Instance, bytes: Uint8Array): void {
  const place = exports.place(bytes.length) >>> 0;
  if (place === 0) throw rejection(exports, NO_MEMORY);
  new Uint8Array(exports.memory.buffer, place, bytes.length).set(bytes);
  const status = exports.load(bytes.length);
  if (status !== 0) throw rejection(exports, status);
}

/** In the words of the on-board program. */
function rejection(exports: Instance['exports'], status: number): BitplaneError {
  const text = new Reader(exports.memory.buffer).text(exports.status_text(status) >>> 0);
  if (status === NO_MEMORY) return new BitplaneError('E_MEMORY', `expected memory for the network: ${text}`);
  const faulty = exports.faulty_layer() >>> 0;
  const layer = faulty === NO_LAYER ? null : faulty;
  const where = layer === null ? '' : `layer ${layer}: `;
  const code = status === BAD_CHECKSUM ? 'E_CHECKSUM' : 'E_FILE';
  return new BitplaneError(code, `${where}${text} (status ${status})`, { status, layer });
}

/** Pixels as they come from a canvas, a file or another worker. */
export type Pixels = Uint8Array | Uint8ClampedArray;

export class Network {
  /** The model's name. */
  readonly name: string;
  /** The image: uint8 [height, width, channels]. */
  readonly input: TensorType;
  readonly output: TensorType;
  /** Class names by score, null where the file has none; a score may lack one at the end. */
  readonly classes: readonly string[] | null;
  /** What is run, in order: layers that are fused are one step. */
  readonly steps: readonly Step[];
  #instance: Instance | null;

  /** @internal Call `load` instead. */
  constructor(instance: Instance) {
    const { exports } = instance;
    const reader = new Reader(exports.memory.buffer);
    const list = <Item>(length: number, item: (index: number) => Item): Item[] =>
      Array.from({ length }, (_, index) => item(index));
    this.#instance = instance;
    this.name = reader.text(exports.model_name() >>> 0);
    this.input = reader.type(exports.input() >>> 0);
    this.output = reader.type(exports.output() >>> 0);
    const names = list(exports.num_classes(), (index) => reader.text(exports.class_name(index) >>> 0));
    this.classes = names.length === 0 ? null : names;
    this.steps = list(exports.num_steps(), (index) => reader.step(exports.step(index) >>> 0));
  }

  /** Bytes of memory that the engine holds for the network: the model, an image, the arena, and up to 64 kB beyond. */
  get memoryNbytes(): number {
    return this.#require().exports.memory.buffer.byteLength;
  }

  /**
   * Runs one image, uint8 [height, width, channels]. Returns the scores as float32, in the order of the classes: of a
   * network whose output are other numbers, int32 rounded to the nearest and signs as ±1. Throws E_SHAPE,
   * E_FREED.
   */
  run(pixels: Pixels): Float32Array {
    requirePixels(this.input, pixels, 1);
    return runOne(this.#require(), pixels);
  }

  /**
   * Runs images that follow each other, [n, height, width, channels]. Returns their scores, [n, scores]. Throws as run
   * does.
   */
  runBatch(pixels: Pixels): Float32Array {
    const imageLength = numElements(this.input);
    const num = Math.max(1, Math.floor(pixels.length / imageLength));
    requirePixels(this.input, pixels, num);
    const numScores = numElements(this.output);
    const scores = new Float32Array(num * numScores);
    const instance = this.#require();
    for (let k = 0; k < num; k++) {
      scores.set(runOne(instance, pixels.subarray(k * imageLength, (k + 1) * imageLength)), k * numScores);
    }
    return scores;
  }

  /**
   * Runs one image. Returns the output of each step, exactly, in order; the last one is the network's. Accumulators
   * before a threshold, and whatever else fused layers do not make, are not among them. Throws as run does.
   */
  runLayers(pixels: Pixels): Tensor[] {
    requirePixels(this.input, pixels, 1);
    const instance = this.#require();
    const { exports } = instance;
    const outputs: Tensor[] = [];
    instance.onOutput = (_, address) => void outputs.push(new Reader(exports.memory.buffer).tensor(address));
    place(instance, pixels);
    exports.run(1);
    return outputs;
  }

  /** Gives the memory back. The network cannot be used after that; freeing it again does nothing. */
  free(): void {
    if (this.#instance !== null) giveBack(this.#instance);
    this.#instance = null;
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #require(): Instance {
    if (this.#instance !== null) return this.#instance;
    throw new BitplaneError('E_FREED', `expected a network, got ${this.name} after free(): load it again`);
  }
}

/** Throws E_SHAPE unless there are as many pixels as `num` images of that type have. */
export function requirePixels(input: TensorType, { length }: Pixels, num: number): void {
  if (length === num * numElements(input)) return;
  const { height, width, channels } = input;
  throw new BitplaneError(
    'E_SHAPE',
    `expected ${num === 1 ? '' : `${num} images of `}${height} × ${width} × ${channels} bytes of pixels, got ${length}: ` +
      'leave out the alpha channel of a canvas, and scale images before',
  );
}

function place({ exports }: Instance, pixels: Pixels): void {
  new Uint8Array(exports.memory.buffer, exports.image() >>> 0, pixels.length).set(pixels);
}

function runOne(instance: Instance, pixels: Pixels): Float32Array {
  place(instance, pixels);
  const output = instance.exports.run(0) >>> 0;
  return toFloats(new Reader(instance.exports.memory.buffer).tensor(output));
}
