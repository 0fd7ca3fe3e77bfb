// Which files of a folder are the four of an IDX data set. MNIST, Fashion-MNIST, EMNIST and their kin agree on the
// names but for a prefix; Kaggle packs each file once more in a folder of its name; torchvision leaves the archives
// beside the unpacked files.
import { basename, dirname, relative } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Folder } from './dataset';
import { shallowest } from './folder-tree';
import { digestUnpacked } from './idx-array';

const FILE = /^(.*?)(train|t10k|test)-(images|labels)[.-]idx\d-ubyte(\.gz)?$/i;

interface FoundFile {
  readonly path: string;
  /** What comes before `train`, without the separator: "emnist-letters". */
  readonly prefix: string;
  readonly set: 'train' | 'test';
  readonly content: 'images' | 'labels';
}

/** Of each file the paths: several are copies of one, unless requireCopies rejects them. */
export type IdxFiles = Readonly<Record<`${FoundFile['set']}-${FoundFile['content']}`, readonly string[]>>;

/** True where IDX files of images lie in a folder or below. */
export const hasIdxFiles = (root: Folder): boolean => shallowest(root, holdsImages).length > 0;

/**
 * The four files of the one data set in the folder, or of the nearest folder below that has one. Throws E_FILE, with
 * the names, for several data sets; E_MISSING_FILE for one that is incomplete.
 */
export function findIdxFiles(root: Folder): IdxFiles {
  const found = shallowest(root, holdsImages).flatMap(filesOf);
  const kinds = [...new Set(found.map(kindOf))];
  if (kinds.length > 1) {
    const names = kinds.map((kind) => relative(root.path, found.find((file) => kindOf(file) === kind)!.path));
    throw new BitplaneError(
      'E_FILE',
      `${root.path}: expected the files of one data set, got several: ${names.join(', ')}: move those of one into a folder of its own and give that`,
    );
  }
  const pick = (set: FoundFile['set'], content: FoundFile['content']): string[] =>
    pickFiles(root, found, { set, content });
  return {
    'train-images': pick('train', 'images'),
    'train-labels': pick('train', 'labels'),
    'test-images': pick('test', 'images'),
    'test-labels': pick('test', 'labels'),
  };
}

const holdsImages = (folder: Folder): boolean => filesOf(folder).some(({ content }) => content === 'images');

/** Files of a data set in the folder, and in folders there that have their names. */
function filesOf({ files, folders }: Folder): FoundFile[] {
  const packed = folders.filter(({ name }) => FILE.test(name)).flatMap((folder) => folder.files);
  return [...files, ...packed].flatMap((path): FoundFile[] => {
    const match = FILE.exec(basename(path));
    if (match === null) return [];
    const [, prefix, set, content] = match.map((part) => part?.toLowerCase());
    const isTraining = set === 'train';
    return [
      {
        path,
        prefix: prefix.replace(/[-_.]$/, ''),
        set: isTraining ? 'train' : 'test',
        content: content as FoundFile['content'],
      },
    ];
  });
}

/** Of one data set: the folder, were Kaggle's folders not there, and the prefix. */
const kindOf = ({ path, prefix }: FoundFile): string => {
  const folder = dirname(path);
  return `${FILE.test(basename(folder)) ? dirname(folder) : folder}/${prefix}`;
};

function pickFiles(
  root: Folder,
  found: readonly FoundFile[],
  { set, content }: Pick<FoundFile, 'set' | 'content'>,
): string[] {
  const paths = found.filter((file) => file.set === set && file.content === content).map(({ path }) => path);
  if (paths.length > 0) return paths;
  const name = `${set === 'train' ? 'train' : 't10k'}-${content}-idx${content === 'images' ? 3 : 1}-ubyte`;
  const got = found.map(({ path }) => relative(root.path, path)).join(', ');
  throw new BitplaneError(
    'E_MISSING_FILE',
    `${root.path}: expected images and labels for training and for testing, found no ${name} among ${got}: fetch it into the same folder`,
  );
}

/** Throws E_FILE, with the names, for several files of one name that differ. */
export async function requireCopies(root: Folder, files: IdxFiles): Promise<void> {
  for (const [name, [first, ...others]] of Object.entries(files)) {
    const expected = others.length === 0 ? null : await digestUnpacked(first);
    for (const other of others) {
      if ((await digestUnpacked(other)) === expected) continue;
      const names = [first, other].map((path) => relative(root.path, path)).join(' and ');
      const [set, content] = name.split('-');
      throw new BitplaneError(
        'E_FILE',
        `${root.path}: expected one file of ${set}ing ${content}, got ${names}, which differ: remove one`,
      );
    }
  }
}
