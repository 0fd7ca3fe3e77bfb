// What a model.json says of the images that its network was trained on.
import { readDataRecord, type DataRecord } from '@bitplane/model';
import { readFile } from '../read-file';
import { modelFile } from './model-file';

/**
 * path: as importLayersModel takes it, which reads the same file and says what is wrong with it. Null for a network of
 * an older version, or trained elsewhere. Throws E_FILE for a record that is damaged.
 */
export function importDataRecord(path: string): DataRecord | null {
  const file = modelFile(path);
  const { userDefinedMetadata } = JSON.parse(readFile(file, file).toString()) as {
    userDefinedMetadata?: { bitplane?: unknown } | null;
  };
  return readDataRecord(userDefinedMetadata?.bitplane, file);
}
