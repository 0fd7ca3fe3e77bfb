// How the images of a network were read: the trainer records it, the converter hands it on, and whoever measures
// accuracy reads them the same way.
import { BitplaneError } from './errors';
import type { Shape } from './tensor';

export interface DataRecord {
  readonly name: string;
  /** Of the images, as their source defines it. */
  readonly sha256: string;
  /** Names in the order of the scores. */
  readonly classes: readonly string[];
  readonly image: Shape;
  /** The seed that drew the test images; null where the data itself says which they are. */
  readonly splitSeed: number | null;
  readonly trainingImages: number;
  readonly validationImages: number;
  readonly testImages: number;
}

/**
 * A record out of JSON; null where there is none, as older versions left it. Throws E_FILE, naming `file`, for
 * something else.
 */
export function readDataRecord(value: unknown, file: string): DataRecord | null {
  if (value === undefined || value === null) return null;
  const record = value as DataRecord;
  const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && (count as number) >= 0;
  const faults: Readonly<Record<keyof DataRecord, boolean>> = {
    name: typeof record.name !== 'string',
    sha256: typeof record.sha256 !== 'string',
    classes: !Array.isArray(record.classes) || !record.classes.every((name: unknown) => typeof name === 'string'),
    image: !['height', 'width', 'channels'].every((axis) => isCount(record.image?.[axis as keyof Shape])),
    splitSeed: record.splitSeed !== null && !isCount(record.splitSeed),
    trainingImages: !isCount(record.trainingImages),
    validationImages: !isCount(record.validationImages),
    testImages: !isCount(record.testImages),
  };
  const fault = (Object.keys(faults) as (keyof DataRecord)[]).find((field) => faults[field]);
  if (fault === undefined) return record;
  throw new BitplaneError(
    'E_FILE',
    `${file}: expected a record of the images that the network was trained on, got ${fault} ${JSON.stringify(record[fault])}: train again, or restore the file`,
  );
}
