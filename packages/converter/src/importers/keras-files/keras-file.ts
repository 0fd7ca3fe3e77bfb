// What all files of Keras have: the description of a network, and its weights in one order or another.
import type { WeightOf } from '../keras/network';
import type { RawModel } from '../keras/raw-model';

export interface KerasFile {
  /** { class_name, config } of the outermost model. */
  readonly topology: unknown;
  /** Throws E_FILE for damaged weights, once they are asked for. */
  readonly weightsOf: (model: RawModel) => WeightOf;
}
