// The layers as they are made, with the types of what they put out.
import { BitplaneError, INPUT, kindOf, type Layer, type Shape, type TensorType } from '@bitplane/model';

/**
 * Numbers that importers make beside those of the file, such as one for each channel of a single one: 128 MB of them.
 */
const MAX_MADE_NUMBERS = 2 ** 24;

export class NetworkBuilder {
  readonly layers: Layer[] = [];
  private readonly types = new Map<string, TensorType>();
  private readonly byName = new Map<string, Layer>();
  private readonly copies = new Map<string, number>();
  private numMade = 0;

  constructor(input: Shape) {
    this.types.set(INPUT, { element: 'uint8', ...input });
  }

  /**
   * Returns the layer's name: the one given, with a number after it where another has that. Throws what the kind says
   * of its inputs.
   */
  add(layer: Layer): string {
    const named = { ...layer, name: this.freshName(layer.name) };
    const inputs = named.inputs.map((name) => this.typeOf(name));
    this.types.set(named.name, kindOf(named).outputType(named, inputs));
    this.layers.push(named);
    this.byName.set(named.name, named);
    return named.name;
  }

  /** Layers that refer to each other by the names given. Returns the last one's name; null where there is none. */
  addAll(layers: readonly Layer[]): string | null {
    const names = new Map<string, string>();
    let last: string | null = null;
    for (const layer of layers) {
      last = this.add({ ...layer, inputs: layer.inputs.map((name) => names.get(name) ?? name) });
      names.set(layer.name, last);
    }
    return last;
  }

  typeOf(name: string): TensorType {
    return this.types.get(name)!;
  }

  /** The layer of that name; null for the image. */
  layerOf(name: string): Layer | null {
    return this.byName.get(name) ?? null;
  }

  /** `length` times `value`. Throws what `spend` throws. */
  filled(length: number, value: number): Float64Array {
    this.spend(length);
    return new Float64Array(length).fill(value);
  }

  /** Throws E_SHAPE where a small file asks for more numbers than any network needs. */
  spend(length: number): void {
    this.numMade += length;
    if (this.numMade > MAX_MADE_NUMBERS) {
      const got = `more than ${MAX_MADE_NUMBERS}`;
      throw new BitplaneError('E_SHAPE', `expected fewer channels with numbers of their own in all layers, got ${got}`);
    }
  }

  private freshName(name: string): string {
    if (!this.types.has(name)) return name;
    const copy = (this.copies.get(name) ?? 1) + 1;
    this.copies.set(name, copy);
    return this.freshName(`${name}~${copy}`);
  }
}
