// Which folders hold the sets of photos, below folders that hold one other and nothing else.
import { BitplaneError } from '@bitplane/model';
import type { Folder } from './dataset';
import { hasImages, promisesImage } from './picture-names';
import { setNamed, type SetName } from './set-names';

/** The way down to each set's class folders: train, train/train. */
export type Sets = ReadonlyMap<SetName, readonly Folder[]>;

export const withImages = ({ folders }: Folder): readonly Folder[] => folders.filter(hasImages);

/** Holds class folders, and no pictures beside them. */
export const holdsClasses = (folder: Folder): boolean =>
  !folder.files.some(promisesImage) && withImages(folder).length > 0;

/**
 * The folder, and the way down through folders that hold one other with images, as an archive that was unpacked into a
 * folder of its own name leaves them. goesOn: whether that other one is gone into.
 */
export function unwrap(folder: Folder, goesOn: (inner: Folder) => boolean): readonly Folder[] {
  const [inner, ...others] = withImages(folder);
  const ends = !holdsClasses(folder) || others.length > 0 || !goesOn(inner);
  return ends ? [folder] : [folder, ...unwrap(inner, goesOn)];
}

/** The folders of sets below `root`; null where its folders are classes. */
export function findSets(root: Folder): Sets | null {
  const folders = withImages(root);
  const named = folders.filter(({ name }) => setNamed(name) !== null);
  const sets = named.filter(holdsClasses);
  const flat = named.filter((folder) => !holdsClasses(folder));
  // One such folder of photos alone is a class: a train is a vehicle.
  if (sets.length === 0 && new Set(flat.map(({ name }) => setNamed(name))).size < 2) return null;
  if (flat.length > 0) {
    const classes = 'sort them into one per class, or move them elsewhere if they have none';
    throw reject(root, 'class folders in each set', `images directly in ${listed(flat)}`, classes);
  }
  const others = folders.filter((folder) => !sets.includes(folder));
  if (others.length > 0) {
    const advice = 'move one kind elsewhere, or rename a class that is called like a set';
    throw reject(root, 'sets or classes', `${listed(sets)} beside ${listed(others)}`, advice);
  }
  return bySet(root, sets);
}

function bySet(root: Folder, folders: readonly Folder[]): Sets {
  const sets = new Map<SetName, Folder>();
  for (const folder of folders) {
    const set = setNamed(folder.name)!;
    const other = sets.get(set);
    if (other !== undefined) {
      const advice = 'put the images of both into one, or move one elsewhere';
      throw reject(root, `one ${set} set`, listed([other, folder]), advice);
    }
    sets.set(set, folder);
  }
  if (!sets.has('train')) {
    throw reject(root, 'a training set', `${listed(folders)} alone`, 'give the folder that holds train as well');
  }
  const repeats = (set: SetName) => (inner: Folder) => holdsClasses(inner) && setNamed(inner.name) === set;
  return new Map([...sets].map(([set, folder]) => [set, unwrap(folder, repeats(set))]));
}

export const listed = (folders: readonly Folder[]): string => {
  const names = folders.slice(0, 5).map(({ name }) => name);
  return folders.length > names.length ? `${names.join(', ')}, …` : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
};

export const reject = ({ path }: Folder, expected: string, got: string, advice: string): BitplaneError =>
  new BitplaneError('E_FILE', `${path}: expected ${expected}, got ${got}: ${advice}`);
