// What to say of a path where no importer recognizes a network, by what a user typed and what is there.
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { didYouMean, madeNetworks, outFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { isFile } from './read-file';

/** Ending → what people keep in such files. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
  '.pb': 'a graph of TensorFlow without layers',
  '.pt': 'a file of PyTorch',
  '.pth': 'a file of PyTorch',
  '.bpm': 'an exported network',
};

const TO_ONNX = 'export it in Python with torch.onnx.export and give the .onnx file';

/** What is there → what to do with it. */
const NEXT: Readonly<Record<string, string>> = {
  'a graph of TensorFlow without layers':
    'load the network in Python, save it with model.save("network.h5") and give that file',
  'a file of PyTorch': TO_ONNX,
  'an exported network': 'give the trained network it was made from',
};

/** Endings of files that are a network by themselves; any other path is taken for a folder. */
const NETWORK_FILES: readonly string[] = ['.json', '.onnx', '.tflite', '.h5', '.hdf5', '.keras'];

const TRAIN = 'make it with "npx nx run trainer:train"';
const TRAIN_HERE =
  'build the network from the layers of docs/networks.md and train it with "npx nx run trainer:train --network FILE.ts"';

/**
 * The error for a path where no importer recognizes a network: E_MISSING_FILE with what makes one, E_FILE for files
 * and folders that hold something else, with what that is.
 *
 * @param understood what the importers take.
 */
export function unrecognized(path: string, understood: string): BitplaneError {
  const got = foreignFormat(path);
  if (got !== null) {
    return new BitplaneError('E_FILE', `${path}: expected ${understood}, got ${got}; ${NEXT[got] ?? TRAIN_HERE}`);
  }
  const file = NETWORK_FILES.includes(extname(path)) ? path : join(path, 'model.json');
  return new BitplaneError('E_MISSING_FILE', `expected a trained network, found no file ${file}: ${nextStep(path)}`);
}

/** What is there instead, as far as its name or its folder says; null where there is nothing. */
function foreignFormat(path: string): string | null {
  const ending = Object.keys(OTHER_FORMATS).find((each) => path.endsWith(each));
  if (ending !== undefined) return OTHER_FORMATS[ending];
  return isFile(path) ? 'a file of another kind' : null;
}

function nextStep(path: string): string {
  if (/twin-\w+\.onnx$/.test(path)) return 'the option --twins of "nx run converter:export" makes it';
  if (extname(path) !== '.json' && NETWORK_FILES.includes(extname(path))) return 'check its name and its folder';
  if (existsSync(join(path, 'checkpoint')))
    return 'its run has not finished: continue with "npx nx run trainer:train --resume"';
  if (existsSync(join(path, 'train', 'model.json'))) return `did you mean ${join(path, 'train')}?`;
  if (existsSync(join(path, 'model.bpm')))
    return 'the folder holds an export, which "verify" takes with --out; --model is the trained network, such as out/<network>/train';
  const asked = path.startsWith(outFolder()) ? basename(join(path, '..')) : null;
  return asked === null ? TRAIN : `${TRAIN}${didYouMean(asked, madeNetworks('train', 'model.json'))}`;
}
