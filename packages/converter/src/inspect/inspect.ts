// Looks into .bpm files: prints one, compares two, hands out any array as .npy.
import { didYouMean, readWhole, writeWhole } from '@bitplane/cli';
import { BitplaneError, listSections, parameterName, readModel, sectionValues, type Model } from '@bitplane/model';
import { npyBytes } from '../run/npy';
import { compareModels } from './compare-models';
import { describeModel } from './describe-model';

export interface InspectOptions {
  readonly file: string;
  /** A second file to compare with. */
  readonly other?: string;
  /** An array to write: LAYER.SLOT, as the table of sections names it. */
  readonly tensor?: string;
  /** The .npy file to write it to. */
  readonly out?: string;
  readonly print: (line: string) => void;
}

/** Throws E_MISSING_FILE, E_FILE, E_CHECKSUM, E_USAGE, and E_MISMATCH, after its lines, if two files differ. */
export function inspect({ file, other, tensor, out, print }: InspectOptions): void {
  if ((tensor === undefined) !== (out === undefined)) {
    throw new BitplaneError('E_USAGE', 'expected --tensor and --out together: which array, and where to write it');
  }
  if (tensor !== undefined && other !== undefined) {
    throw new BitplaneError('E_USAGE', '--tensor: expected one file, got two');
  }
  const bytes = readWhole(file);
  const model = readModel(bytes, file);
  if (tensor !== undefined) {
    const { shape, bytes: npy } = arrayOf(model, tensor, file);
    writeWhole(out!, npy);
    print(`${tensor} [${shape.join(', ')}] → ${out}`);
    return;
  }
  if (other === undefined) {
    print(describeModel(model, bytes.length));
    return;
  }
  const differences = compareModels(model, readModel(readWhole(other), other));
  differences.forEach(print);
  if (differences.length > 0) {
    throw new BitplaneError('E_MISMATCH', `${file} and ${other}: ${differences.length} differences, see above`);
  }
  print('the two files hold the same network');
}

function arrayOf(model: Model, tensor: string, file: string): { shape: readonly number[]; bytes: Uint8Array } {
  const parameters = listSections(model).flatMap(({ parameter }) => parameter ?? []);
  const found = parameters.find((parameter) => parameterName(parameter) === tensor);
  if (found === undefined) {
    const hint = didYouMean(tensor, parameters.map(parameterName));
    const advice = `the table of npx bitplane-converter inspect ${file} names them`;
    throw new BitplaneError('E_USAGE', `--tensor: expected an array of the file, got '${tensor}'${hint}; ${advice}`);
  }
  const { shape, values } = sectionValues(found);
  return { shape, bytes: npyBytes(values, [...shape]) };
}
