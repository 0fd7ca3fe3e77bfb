// The sources of images. A new one is a file and a line here.
import { BitplaneError, cifar10Folder, userPath } from '@bitplane/model';
import { CIFAR10 } from './cifar10';
import { DEFAULT_READING, type Dataset, type DataSource, type ReadOptions } from './dataset';
import { IDX } from './idx';
import { PHOTOS } from './photos';

export type { Dataset, ReadOptions, SkippedFile } from './dataset';

const SOURCES: readonly DataSource[] = [CIFAR10, IDX, PHOTOS];

/** The folder that a user named, or the one that the set-up fills. */
export const dataFolder = (named: string | undefined): string =>
  named === undefined ? cifar10Folder() : userPath(named);

/** Reads a folder by the first source that recognizes it. Throws E_MISSING_FILE when none does, and what the source throws. */
export async function readDataset(folder: string, options: Partial<ReadOptions> = {}): Promise<Dataset> {
  const source = SOURCES.find((each) => each.recognizes(folder));
  if (source !== undefined) return source.read(folder, { ...DEFAULT_READING, ...withoutUndefined(options) });
  const known = SOURCES.map(({ looksLike }) => looksLike).join('; ');
  throw new BitplaneError(
    'E_MISSING_FILE',
    `no images found in ${folder}: run "npm run setup" to fetch CIFAR-10, or give a folder with --data that has one of: ${known}`,
  );
}

/** Options that were not given must not hide the defaults. */
const withoutUndefined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
