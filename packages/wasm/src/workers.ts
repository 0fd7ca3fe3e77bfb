// Workers that share out images, each with an instance and a copy of the network. They need no shared memory, and so no
// headers of the page.
import { BitplaneError } from './errors.ts';
import { loadInto, requirePixels, type Pixels } from './network.ts';
import { numCores, startWorker, type StartedWorker, type WasmModule } from './platform.ts';
import { numElements, toFloats, valuesOf, type TensorType } from './structures.ts';
import { workerSource, type Done } from './worker-main.ts';

export interface WorkersOptions {
  /** Default: as many as the machine has cores, at most 8. */
  readonly count?: number;
}

const MAX_DEFAULT_COUNT = 8;

/** Each worker gets this many parts of a batch, in case some cores are slower. */
const PARTS_PER_WORKER = 4;

/** Rejects with E_FILE, E_CHECKSUM, E_MEMORY and, where no worker starts, E_SETUP. */
export async function startWorkersOn(module: WasmModule, bytes: Uint8Array, options: WorkersOptions): Promise<Workers> {
  // Here first, so that a file is rejected as by `load`.
  const network = await loadInto(module, bytes);
  const { name, input, output, classes } = network;
  network.free();
  const count = options.count ?? Math.min(numCores(), MAX_DEFAULT_COUNT);
  if (!Number.isInteger(count) || count < 1) throw new TypeError(`count: expected a positive integer, got ${count}`);
  const members = Array.from({ length: count }, () => new Member());
  try {
    await Promise.all(members.map((member) => member.post({ module, bytes })));
  } catch (error) {
    for (const member of members) member.end('a worker did not start');
    throw error;
  }
  return new Workers({ name, input, output, classes }, members);
}

interface Waiting {
  readonly resolve: (outputs: Uint8Array | null) => void;
  readonly reject: (error: Error) => void;
}

/** One worker, which does what it is sent in order. */
class Member {
  readonly #worker: StartedWorker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #end: BitplaneError | null = null;

  constructor() {
    this.#worker = startWorker(
      workerSource(),
      (message) => this.#receive(message as Done),
      (reason) => this.#fail(failureOf(reason)),
    );
  }

  get load(): number {
    return this.#waiting.size;
  }

  /** The start, without an id, or work. Resolves when the worker has done it. */
  post(message: object, transfer: readonly ArrayBuffer[] = []): Promise<Uint8Array | null> {
    if (this.#end !== null) return Promise.reject(this.#end);
    const id = 'module' in message ? 0 : ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.post(id === 0 ? message : { ...message, id }, transfer);
    });
  }

  end(reason: string): void {
    this.#worker.terminate();
    this.#fail(new BitplaneError('E_FREED', `expected workers, got none: ${reason}`));
  }

  #receive({ id, outputs, failure }: Done): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure === null) waiting?.resolve(outputs);
    else waiting?.reject(failureOf(failure));
  }

  #fail(error: BitplaneError): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const failureOf = (reason: string): BitplaneError =>
  new BitplaneError('E_SETUP', `expected a worker that runs the network, got: ${reason}: use load() without workers`);

interface About {
  readonly name: string;
  readonly input: TensorType;
  readonly output: TensorType;
  readonly classes: readonly string[] | null;
}

export class Workers implements About {
  readonly name: string;
  readonly input: TensorType;
  readonly output: TensorType;
  readonly classes: readonly string[] | null;
  readonly #members: readonly Member[];

  /** @internal Call `startWorkers` instead. */
  constructor({ name, input, output, classes }: About, members: readonly Member[]) {
    this.name = name;
    this.input = input;
    this.output = output;
    this.classes = classes;
    this.#members = members;
  }

  get count(): number {
    return this.#members.length;
  }

  /** As Network.run, on a worker that has the least to do; the caller's thread stays free. Rejects alike. */
  async run(pixels: Pixels): Promise<Float32Array> {
    requirePixels(this.input, pixels, 1);
    return this.#runPart(pixels, 1);
  }

  /** As Network.runBatch, shared out. */
  async runBatch(pixels: Pixels): Promise<Float32Array> {
    const imageLength = numElements(this.input);
    const num = Math.max(1, Math.floor(pixels.length / imageLength));
    requirePixels(this.input, pixels, num);
    const part = Math.ceil(num / (this.count * PARTS_PER_WORKER));
    const firsts = Array.from({ length: Math.ceil(num / part) }, (_, k) => k * part);
    const scores = new Float32Array(num * numElements(this.output));
    await Promise.all(
      firsts.map(async (first) => {
        const end = Math.min(first + part, num);
        const some = await this.#runPart(pixels.subarray(first * imageLength, end * imageLength), end - first);
        scores.set(some, first * numElements(this.output));
      }),
    );
    return scores;
  }

  /** Ends the workers and gives their memory back; runs that have not ended reject with E_FREED. */
  free(): void {
    for (const member of this.#members) member.end(`free() has ended those of ${this.name}`);
  }

  [Symbol.dispose](): void {
    this.free();
  }

  async #runPart(pixels: Pixels, num: number): Promise<Float32Array> {
    const member = this.#members.reduce((least, each) => (each.load < least.load ? each : least));
    const copy = Uint8Array.from(pixels);
    const outputs = await member.post({ num, pixels: copy }, [copy.buffer]);
    const nbytes = outputs!.length / num;
    const floats = Array.from({ length: num }, (_, k) =>
      toFloats(valuesOf(this.output, outputs!.slice(k * nbytes, (k + 1) * nbytes))),
    );
    const scores = new Float32Array(num * numElements(this.output));
    floats.forEach((each, k) => scores.set(each, k * each.length));
    return scores;
  }
}
