// What browsers, workers, Deno and Node have in common, and where Node needs something else. Their types are declared
// here, since those of browsers and those of Node contradict each other.

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface WasmInstance {
  readonly exports: object;
}

/** A compiled module: WebAssembly.Module. */
export type WasmModule = object;

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: object): Promise<WasmInstance>;
  validate(bytes: Uint8Array): boolean;
}

export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
}

/** What a worker sends: browsers wrap it in an event, Node does not. */
type Listener = (message: unknown) => void;

interface NodeWorker extends Port {
  on(event: 'message' | 'error', listener: Listener): void;
  terminate(): Promise<number>;
}

interface WebWorker extends Port {
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  terminate(): void;
}

interface Platform {
  readonly WebAssembly: WebAssemblyApi;
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly Worker?: new (url: string, options: { type: 'module' }) => WebWorker;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

const platform = globalThis as unknown as Platform;

export const webAssembly: WebAssemblyApi = platform.WebAssembly;

/** One of Node's own modules; undefined elsewhere. Not imported, so that no bundler looks for it. */
export const builtin = <Module>(name: string): Module | undefined =>
  platform.process?.getBuiltinModule?.(name) as Module | undefined;

interface FileSystem {
  readFile(url: URL): Promise<Uint8Array>;
}

/** Rejects as fetch and readFile do, and with an Error that has the HTTP status. */
export async function readUrl(url: URL): Promise<Uint8Array> {
  const files = url.protocol === 'file:' ? builtin<FileSystem>('node:fs/promises') : undefined;
  if (files !== undefined) return files.readFile(url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** At least 1. */
export const numCores = (): number => Math.max(1, platform.navigator?.hardwareConcurrency ?? cpusOfNode());

const cpusOfNode = (): number => builtin<{ availableParallelism(): number }>('node:os')?.availableParallelism() ?? 1;

export interface StartedWorker {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  terminate(): void;
}

interface WorkerThreads {
  readonly Worker: new (source: string, options: { eval: true }) => NodeWorker;
}

/** Starts a worker that runs `source`, a classic script or module alike. */
export function startWorker(source: string, onMessage: Listener, onError: (reason: string) => void): StartedWorker {
  const threads = builtin<WorkerThreads>('node:worker_threads');
  if (platform.Worker === undefined && threads !== undefined) {
    const worker = new threads.Worker(source, { eval: true });
    worker.on('message', onMessage);
    worker.on('error', (error) => onError(String(error)));
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      terminate: () => void worker.terminate(),
    };
  }
  if (platform.Worker === undefined) throw new Error('this engine has no workers');
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new platform.Worker(url, { type: 'module' });
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = ({ message }) => onError(message ?? 'the worker did not start');
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
