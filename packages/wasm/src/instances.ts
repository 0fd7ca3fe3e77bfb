// Instances of the module: each has a memory of its own and holds one network at a time.
import { webAssembly, type WasmMemory, type WasmModule } from './platform.ts';

/** As packages/runtime-c/wasm/module.h exports it; addresses may come as negative numbers. */
interface Exports {
  readonly memory: WasmMemory;
  readonly _initialize: () => void;
  readonly place: (nbytes: number) => number;
  readonly load: (nbytes: number) => number;
  readonly faulty_layer: () => number;
  readonly status_text: (status: number) => number;
  readonly model_name: () => number;
  readonly input: () => number;
  readonly output: () => number;
  readonly num_classes: () => number;
  readonly class_name: (index: number) => number;
  readonly num_steps: () => number;
  readonly step: (index: number) => number;
  readonly image: () => number;
  readonly run: (showsOutputs: number) => number;
}

export interface Instance {
  readonly module: WasmModule;
  readonly exports: Exports;
  /** Is called during a run that shows outputs, with the number and the address of each. */
  onOutput: (step: number, address: number) => void;
}

/**
 * Idle ones, which the next network takes: memory never shrinks, so a large one is left to the engine, which then gives
 * it back to the system.
 */
const idle = new WeakMap<WasmModule, Instance[]>();
const MAX_IDLE = 2;
const MAX_IDLE_NBYTES = 8 * 2 ** 20;

export async function takeInstance(module: WasmModule): Promise<Instance> {
  const pooled = idle.get(module)?.pop();
  if (pooled !== undefined) return pooled;
  const ignore = (): void => undefined;
  const instance: { -readonly [Key in keyof Instance]?: Instance[Key] } & Pick<Instance, 'onOutput'> = {
    module,
    onOutput: ignore,
  };
  const imports = {
    bitplane: { on_output: (step: number, address: number) => instance.onOutput(step, address >>> 0) },
  };
  instance.exports = (await webAssembly.instantiate(module, imports)).exports as Exports;
  instance.exports._initialize();
  return instance as Instance;
}

export function giveBack(instance: Instance): void {
  const others = idle.get(instance.module) ?? [];
  idle.set(instance.module, others);
  instance.onOutput = () => undefined;
  if (others.length < MAX_IDLE && instance.exports.memory.buffer.byteLength <= MAX_IDLE_NBYTES) others.push(instance);
}
