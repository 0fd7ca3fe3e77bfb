// Where a trained network lies, by what a user typed.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BitplaneError, didYouMean, madeNetworks, outFolder } from '@bitplane/model';

/** Ending → what people keep in such files. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
  '.h5': 'an HDF5 file of Keras',
  '.hdf5': 'an HDF5 file of Keras',
  '.keras': 'a file of Keras 3',
  '.pb': 'a SavedModel of TensorFlow',
  '.tflite': 'a file of TensorFlow Lite',
  '.pt': 'a file of PyTorch',
  '.pth': 'a file of PyTorch',
  '.onnx': 'an ONNX file',
  '.bpm': 'an exported network',
};

const TRAIN = 'make it with "npx nx run trainer:train"';

/**
 * model.json itself, or the one in a folder. Throws E_MISSING_FILE with what makes one, E_FILE for files and folders that hold a network in another
 * form.
 */
export function locateModel(path: string): string {
  if (path.endsWith('.json')) return demandThere(path, path);
  const ending = Object.keys(OTHER_FORMATS).find((each) => path.endsWith(each));
  if (ending !== undefined) refuseFormat(path, OTHER_FORMATS[ending], ending === '.bpm');
  if (existsSync(join(path, 'saved_model.pb'))) refuseFormat(path, OTHER_FORMATS['.pb'], false);
  return demandThere(path, join(path, 'model.json'));
}

function demandThere(path: string, file: string): string {
  if (existsSync(file)) return file;
  throw new BitplaneError('E_MISSING_FILE', `expected a trained network, found no file ${file}: ${nextStep(path)}`);
}

function nextStep(path: string): string {
  if (existsSync(join(path, 'checkpoint')))
    return 'its run has not finished: go on with "npx nx run trainer:train --resume"';
  if (existsSync(join(path, 'train', 'model.json'))) return `did you mean ${join(path, 'train')}?`;
  if (existsSync(join(path, 'model.bpm')))
    return 'the folder holds an export, which "verify" takes with --out; --model is the trained network, such as out/<network>/train';
  const asked = path.startsWith(outFolder()) ? basename(join(path, '..')) : null;
  return asked === null ? TRAIN : `${TRAIN}${didYouMean(asked, madeNetworks('train', 'model.json'))}`;
}

function refuseFormat(path: string, what: string, isExport: boolean): never {
  const next = isExport
    ? 'give the trained network it was made from'
    : 'build the network from the layers of docs/networks.md and train it with "npx nx run trainer:train --network FILE.ts"';
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected the folder of a TensorFlow.js LayersModel, got ${what}; ${next}`,
  );
}
