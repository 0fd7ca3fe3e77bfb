// What a worker does. It is started from its text, so that no bundler has to find a file: it uses nothing from outside
// the function.

/** The first message to a worker. */
export interface Start {
  readonly module: object;
  readonly bytes: Uint8Array;
}

/** Every later one: images that follow each other. */
export interface Work {
  readonly id: number;
  readonly num: number;
  readonly pixels: Uint8Array;
}

export interface Done {
  readonly id: number;
  /** The outputs as they are in memory, one after the other; null where the worker failed. */
  readonly outputs: Uint8Array | null;
  readonly failure: string | null;
}

interface Scope {
  readonly process?: { getBuiltinModule?(name: string): { parentPort: NodePort | null } | undefined };
  readonly WebAssembly: {
    instantiate(module: object, imports: object): Promise<{ exports: Record<string, (...args: number[]) => number> }>;
  };
  onmessage: unknown;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

interface NodePort {
  on(event: 'message', listener: (data: unknown) => void): void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/* istanbul ignore next: it runs in workers, as text */
export function workerMain(): void {
  const scope = globalThis as unknown as Scope;
  const port = scope.process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? null;
  let instance: Promise<{ exports: Record<string, (...args: number[]) => number> }> | null = null;

  const memoryOf = (exports: Record<string, unknown>): ArrayBuffer =>
    (exports.memory as { buffer: ArrayBuffer }).buffer;

  const start = async ({ module, bytes }: Start) => {
    const started = await scope.WebAssembly.instantiate(module, { bitplane: { on_output: () => undefined } });
    const { exports } = started;
    exports._initialize();
    const place = exports.place(bytes.length) >>> 0;
    if (place !== 0) new Uint8Array(memoryOf(exports), place, bytes.length).set(bytes);
    if (place === 0 || exports.load(bytes.length) !== 0) throw new Error('no memory for the network in a worker');
    return started;
  };

  const run = async ({ num, pixels }: Work): Promise<Uint8Array> => {
    const { exports } = await instance!;
    const outputNbytes = new DataView(memoryOf(exports)).getUint32((exports.output() >>> 0) + 20, true);
    const outputs = new Uint8Array(num * outputNbytes);
    const length = pixels.length / num;
    for (let k = 0; k < num; k++) {
      const image = pixels.subarray(k * length, (k + 1) * length);
      new Uint8Array(memoryOf(exports), exports.image() >>> 0, length).set(image);
      const output = exports.run(0) >>> 0;
      const data = new DataView(memoryOf(exports)).getUint32(output + 24, true);
      outputs.set(new Uint8Array(memoryOf(exports), data, outputNbytes), k * outputNbytes);
    }
    return outputs;
  };

  const receive = async (message: Start | Work) => {
    const id = 'id' in message ? message.id : 0;
    try {
      if ('module' in message) instance = start(message);
      const outputs = 'id' in message ? await run(message) : (await instance, null);
      const transfer = outputs === null ? [] : [outputs.buffer as ArrayBuffer];
      (port ?? scope).postMessage({ id, outputs, failure: null }, transfer);
    } catch (error) {
      (port ?? scope).postMessage({ id, outputs: null, failure: String(error) }, []);
    }
  };

  if (port !== null) port.on('message', (message) => void receive(message as Start | Work));
  else scope.onmessage = ({ data }: { data: Start | Work }) => void receive(data);
}

/** Compilers give functions their names by a helper, which is not in the text. */
export const workerSource = (): string => `const __name = (value) => value;\n(${workerMain.toString()})();\n`;
