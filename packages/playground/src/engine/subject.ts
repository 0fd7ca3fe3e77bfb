// A network in the worker: what the page asks of it.
import { readModel, type Model } from '@bitplane/model';
import { load, type Network, type Pixels, type Tensor } from '@bitplane/wasm';
import { proxy, type ProxyMarked } from 'comlink';
import { drawParameters, type Parameters } from '../parameters';
import { time, type Times } from '../timing';
import type { Twin } from './twin';

/** What a network is. */
export type About = Pick<Network, 'name' | 'input' | 'output' | 'classes' | 'steps'>;

export interface Seen {
  readonly scores: Float32Array;
  /** One per step. */
  readonly outputs: readonly Tensor[];
}

export class Subject {
  readonly #network: Network;
  readonly #model: Model;
  #twin: Promise<Twin> | null = null;
  /** Counts images, so that nobody times one that is no longer shown. */
  #images = 0;

  /** model: what the file says that the network was loaded from. */
  constructor(network: Network, model: Model) {
    this.#network = network;
    this.#model = model;
  }

  about(): About {
    const { name, input, output, classes, steps } = this.#network;
    return { name, input, output, classes, steps };
  }

  /** What a step has learned. */
  drawParameters(step: number): Parameters[] {
    return drawParameters(this.#model, this.#network.steps[step]);
  }

  /** Ends what is timed. */
  run(pixels: Pixels): Seen {
    this.#images++;
    return { scores: this.#network.run(pixels), outputs: this.#network.runLayers(pixels) };
  }

  /** Null once another image is run. */
  time(pixels: Pixels): Promise<Times | null> {
    return this.#time(() => this.#network.run(pixels));
  }

  /**
   * Makes the twin, unless it is there, and returns the bytes of its file. Rejects where the network has none, and
   * where onnxruntime-web does not arrive.
   */
  async startTwin(): Promise<number> {
    this.#twin ??= import('./twin').then(({ startTwin }) => startTwin(this.#model));
    try {
      return (await this.#twin).nbytes;
    } catch (error) {
      // So that it can be tried again.
      this.#twin = null;
      throw error;
    }
  }

  /** The twin's scores. */
  async runTwin(pixels: Pixels): Promise<Float32Array> {
    return (await this.#twin!).run(pixels);
  }

  /** As time. */
  async timeTwin(pixels: Pixels): Promise<Times | null> {
    const twin = await this.#twin!;
    return this.#time(() => twin.run(pixels));
  }

  async free(): Promise<void> {
    this.#images++;
    this.#network.free();
    await (await this.#twin)?.free();
  }

  #time(run: () => unknown): Promise<Times | null> {
    const image = this.#images;
    return time(run, () => image !== this.#images);
  }
}

/** Rejects as `load` of @bitplane/wasm does. */
export const loadSubject = async (bytes: Uint8Array): Promise<Subject & ProxyMarked> =>
  proxy(new Subject(await load(bytes), readModel(bytes)));
