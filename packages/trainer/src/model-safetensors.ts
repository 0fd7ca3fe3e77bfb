// A LayersModel as one file, model.safetensors: the weights by their names, latent ones among them, and in the
// metadata what else loading it takes.
import { readWhole } from '@bitplane/cli';
import { BitplaneError, readDataRecord } from '@bitplane/model';
import { decodeSafetensors, encodeSafetensors } from './safetensors';
import type { SavedModel } from './saved-model';

export const SAFETENSORS = 'model.safetensors';

const FORMAT = 'bitplane-layers-model/1';

/** Numbers weights of one name, which nested models may have: name, name#2, name#3. */
const NUMBER = /#\d+$/;

/** The whole file. */
export function modelSafetensors({ topology, weights, data }: SavedModel): Buffer {
  const seen = new Map<string, number>();
  const tensors = weights.map((weight) => {
    const count = (seen.get(weight.name) ?? 0) + 1;
    seen.set(weight.name, count);
    return { ...weight, name: count === 1 ? weight.name : `${weight.name}#${count}` };
  });
  const metadata: Record<string, string> = { format: FORMAT, topology: JSON.stringify(topology) };
  if (data !== null) metadata.data = JSON.stringify(data);
  return encodeSafetensors({ tensors, metadata });
}

/** Throws E_MISSING_FILE, and E_FILE for a file that is damaged or does not hold such a network. */
export function readModelSafetensors(path: string): SavedModel {
  const { tensors, metadata } = decodeSafetensors(readWhole(path), path);
  const { format, topology, data } = metadata as Partial<Record<string, string>>;
  if (format !== FORMAT || topology === undefined) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected format ${FORMAT} and a topology in its metadata, got ${JSON.stringify(metadata).slice(0, 80)}: give a network that trainer:publish wrote`,
    );
  }
  return {
    path,
    topology: parse(path, topology) as object,
    weights: tensors.map(({ name, ...tensor }) => ({ ...tensor, name: name.replace(NUMBER, '') })),
    data: readDataRecord(data === undefined ? undefined : parse(path, data), path),
  };
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected JSON in its metadata, got something else: copy it again`, {
      cause,
    });
  }
}
