// What each layer of a LayersModel computes for one image.
import * as tf from '@tensorflow/tfjs';

const AT_THE_END: readonly unknown[] = ['softmax', 'log_softmax', 'sigmoid'];
const DOING_NOTHING: readonly string[] = [
  ...['Flatten', 'Reshape', 'Dropout', 'SpatialDropout2D', 'GaussianDropout', 'AlphaDropout', 'GaussianNoise'],
];

type NamedValues = readonly [string, Float32Array];

/** A model that gives the outputs of its layers, and the inputs of models among them, which are taken apart. */
interface Taps {
  readonly model: tf.LayersModel;
  /** [name, index of its output] */
  readonly plain: readonly (readonly [string, number])[];
  /** [model, index of its input] */
  readonly nested: readonly (readonly [tf.LayersModel, number])[];
}

export class LayersOfModel {
  readonly inputs: readonly (readonly number[])[];
  /** What the network does to its scores at the end; null: nothing that an importer leaves out. */
  readonly finish: string | null;
  /** The layer that does it: its numbers are no scores. */
  private readonly finishing: string | null;
  private readonly taps = new Map<tf.LayersModel, Taps>();

  constructor(private readonly model: tf.LayersModel) {
    this.inputs = model.inputs.map(({ shape }) => shape.slice(1).map(Number));
    const last = lastLayer(model);
    const activation = last.getClassName() === 'Softmax' ? 'softmax' : last.getConfig().activation;
    this.finish = AT_THE_END.includes(activation) ? (activation as string) : null;
    this.finishing = this.finish === null ? null : last.name;
  }

  /** numbers: of all inputs, one after the other. */
  run(numbers: Float32Array, withLayers: boolean): { scores: Float32Array; layers: readonly NamedValues[] } {
    tf.engine().startScope();
    try {
      let first = 0;
      const arrays = this.inputs.map((shape) => {
        const length = shape.reduce((product, size) => product * size, 1);
        return tf.tensor(numbers.slice(first, (first += length)), [1, ...shape]);
      });
      const scores = valuesOf(this.model.predict(arrays) as tf.Tensor);
      return { scores, layers: withLayers ? this.layersOf(this.model, arrays, '') : [] };
    } finally {
      tf.engine().endScope();
    }
  }

  private layersOf(model: tf.LayersModel, inputs: tf.Tensor[], path: string): NamedValues[] {
    if (!this.taps.has(model)) this.taps.set(model, this.tap(model));
    const { model: tapped, plain, nested } = this.taps.get(model)!;
    const made = [tapped.predict(inputs)].flat();
    return [
      ...plain.map(([name, index]): NamedValues => [path + name, valuesOf(made[index])]),
      ...nested.flatMap(([inner, index]) => this.layersOf(inner, [made[index]], `${path}${inner.name}/`)),
    ];
  }

  /** Layers that are called several times, or have several outputs, are left out. */
  private tap(model: tf.LayersModel): Taps {
    const others = model.layers.filter(({ name }) => name !== this.finishing);
    const plain = others.filter(
      (layer) => !isModel(layer) && layer.inboundNodes.length === 1 && !Array.isArray(layer.output),
    );
    const nested = others.filter(isModel).filter((inner) => calledWith(inner).length === 1);
    // Each tensor once: of two outputs that are the same one, TensorFlow.js gives the first alone.
    const outputs: tf.SymbolicTensor[] = [];
    const indexOf = (tensor: tf.SymbolicTensor): number =>
      outputs.includes(tensor) ? outputs.indexOf(tensor) : outputs.push(tensor) - 1;
    return {
      plain: plain.map(({ name, output }) => [name, indexOf(output as tf.SymbolicTensor)]),
      nested: nested.map((inner) => [inner, indexOf(calledWith(inner)[0])]),
      model: tf.model({ inputs: model.inputs, outputs }),
    };
  }
}

const isModel = (layer: tf.layers.Layer): layer is tf.LayersModel => layer instanceof tf.LayersModel;

/** A model's own input is a node of it; the last one is the call. */
const calledWith = ({ inboundNodes }: tf.LayersModel): readonly tf.SymbolicTensor[] =>
  inboundNodes.at(-1)?.inputTensors ?? [];

const valuesOf = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

function lastLayer(model: tf.LayersModel): tf.layers.Layer {
  const computing = model.layers.filter((layer) => !DOING_NOTHING.includes(layer.getClassName()));
  const last = computing.at(-1) ?? model.layers[0];
  return isModel(last) ? lastLayer(last) : last;
}
