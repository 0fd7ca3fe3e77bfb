// The sources of images. A new one is a file and a line here.
import { cifar10Folder, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { CIFAR10 } from './cifar10';
import { DEFAULT_READING, type Dataset, type DataSource, type FolderTree, type ReadOptions } from './dataset';
import { readTree } from './folder-tree';
import { IDX } from './idx';
import { otherFormat } from './other-formats';
import { PHOTOS } from './photos';
import { promisesImage } from './picture-names';

const SOURCES: readonly DataSource[] = [CIFAR10, IDX, PHOTOS];

/** The folder that a user named, or the one that the set-up fills. */
export const dataFolder = (named: string | undefined): string =>
  named === undefined ? cifar10Folder() : userPath(named);

/**
 * Reads a folder by the source that recognizes it. Throws E_MISSING_FILE when none does, E_FILE when several do, and
 * what the source throws.
 */
export async function readDataset(folder: string, options: Partial<ReadOptions> = {}): Promise<Dataset> {
  const tree = readTree(folder);
  const found = SOURCES.filter((source) => source.recognizes(tree));
  if (found.length === 1) {
    const data = await found[0].read(tree, { ...DEFAULT_READING, ...withoutUndefined(options) });
    return { ...data, remarks: [...data.remarks, ...unusedOptions(data, options)] };
  }
  if (found.length === 0) throw nothingFound(tree);
  const kinds = found.map(({ looksLike }) => looksLike).join('; and ');
  throw new BitplaneError(
    'E_FILE',
    `${folder}: expected one kind of images, got ${kinds}: move one elsewhere, or give the folder of the other`,
  );
}

/** Options that a user gave and this data leaves no choice about. */
function unusedOptions({ train, splitSeed }: Dataset, asked: Partial<ReadOptions>): string[] {
  const { height, width } = train;
  const hasOwnSize = asked.imageSize !== undefined && (height !== asked.imageSize || width !== asked.imageSize);
  const hasOwnSplit = asked.splitSeed !== undefined && splitSeed === null;
  return [
    ...(hasOwnSize ? [`--image-size has no effect here: the images have ${height}×${width} pixels.`] : []),
    ...(hasOwnSplit ? ['--split-seed has no effect here: the data itself says which images are for testing.'] : []),
  ];
}

function nothingFound({ root }: FolderTree): BitplaneError {
  if (root.files.some(promisesImage)) {
    return new BitplaneError(
      'E_FILE',
      `${root.path}: expected a folder of images per class, got images outside any folder: sort them into one per class`,
    );
  }
  const other = otherFormat(root);
  if (other !== null) return new BitplaneError('E_MISSING_FILE', `no images found in ${root.path}, but ${other}`);
  const known = SOURCES.map(({ looksLike }) => looksLike).join('; ');
  return new BitplaneError(
    'E_MISSING_FILE',
    `no images found in ${root.path}: run "npm run setup" to fetch CIFAR-10, or give a folder with --data that has one of: ${known}`,
  );
}

/** Options that were not given must not hide the defaults. */
const withoutUndefined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
