// A SavedModel folder: the network's description from keras_metadata.pb, its weights from the checkpoint.
import type { KerasFile } from '../keras-files/keras-file';
import type { WeightOf } from '../keras/network';
import { readKerasMetadata, type KerasMetadata } from './keras-metadata';
import { decodeMessage } from './messages';
import { ObjectGraph } from './object-graph';
import { TensorBundle } from './tensor-bundle';

const OBJECT_GRAPH = '_CHECKPOINTABLE_OBJECT_GRAPH';

/** Throws E_MISSING_FILE, E_FILE; what the folder's other files hold is not looked at. */
export function openSavedModel(folder: string): KerasFile {
  const metadata = readKerasMetadata(folder);
  return { topology: metadata.topology, weightsOf: () => weightIn(folder, metadata) };
}

function weightIn(folder: string, { paths }: KerasMetadata): WeightOf {
  const bundle = new TensorBundle(folder);
  const graph = new ObjectGraph(decodeMessage('TrackableObjectGraph', `${folder}: objects`, bundle.text(OBJECT_GRAPH)));
  return (layer, name) => {
    const path = paths.get(layer.path.join('/'));
    const key = path === undefined ? undefined : graph.keyAt([...path, name]);
    return key === undefined ? undefined : bundle.weight(key);
  };
}
