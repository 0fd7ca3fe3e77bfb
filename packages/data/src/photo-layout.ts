// Which folder of photos is which: sets, classes, and what is neither. A layout that can be read in two ways is rejected.
import { BitplaneError } from '@bitplane/model';
import type { Folder, FolderTree, LeftOut } from './dataset';
import { allFiles } from './folder-tree';
import { hasImages, promisesImage } from './picture-names';
import { SET_NAMES, setNamed, type SetName } from './set-names';

export interface ClassFolder {
  readonly label: string;
  /** The set that its photos belong to; null where the folders do not say. */
  readonly set: SetName | null;
  readonly files: readonly string[];
}

export interface PhotoLayout {
  /** The folder that the classes or sets lie in. */
  readonly root: string;
  /** By set and name. */
  readonly classes: readonly ClassFolder[];
  readonly leftOut: readonly LeftOut[];
  readonly remarks: readonly string[];
}

type Sets = ReadonlyMap<SetName, Folder>;

/**
 * Throws E_FILE, naming the folders, for pictures without class folders, sets beside classes, two folders for one set, sets inside classes,
 * and classes whose names differ in case alone.
 */
export function layOutPhotos(tree: FolderTree): PhotoLayout {
  const root = unwrap(tree.root);
  const sets = findSets(root);
  const remarks = root === tree.root ? [] : [`The images lie in ${root.path}.`];
  if (sets === null) return finish(root, classesIn(root, null), [], remarks);
  const [train, validation, test] = SET_NAMES.map((set) => sets.get(set));
  if (validation !== undefined && test === undefined) {
    remarks.push(`${validation.name} is the test set, since there is none of that name.`);
  }
  const assigned: [Folder | undefined, SetName][] =
    test === undefined
      ? [
          [train, 'train'],
          [validation, 'test'],
        ]
      : [
          [train, 'train'],
          [validation, 'validation'],
          [test, 'test'],
        ];
  const classes = assigned.flatMap(([folder, set]) => (folder === undefined ? [] : classesIn(folder, set)));
  return finish(root, classes, [...sets.values()], remarks);
}

function finish(
  root: Folder,
  classes: readonly ClassFolder[],
  sets: readonly Folder[],
  remarks: readonly string[],
): PhotoLayout {
  requireDistinctNames(root, classes);
  const holders = sets.length === 0 ? [root] : [root, ...sets];
  const leftOut = holders.flatMap(({ files, folders }): LeftOut[] => [
    ...files.filter(promisesImage).map((path) => ({ path, reason: 'outside the class folders' as const })),
    ...folders
      .filter((folder) => !hasImages(folder))
      .map(({ path }) => ({ path, reason: 'a folder without images' as const })),
  ]);
  return { root: root.path, classes, leftOut, remarks };
}

const withImages = ({ folders }: Folder): readonly Folder[] => folders.filter(hasImages);

/** Holds class folders, and no pictures beside them. */
const holdsClasses = (folder: Folder): boolean => !folder.files.some(promisesImage) && withImages(folder).length > 0;

/** Down through folders that hold one other and nothing else, as an archive that was unpacked into a folder of its own name leaves. */
function unwrap(folder: Folder): Folder {
  const inner = withImages(folder);
  return holdsClasses(folder) && inner.length === 1 && holdsClasses(inner[0]) ? unwrap(inner[0]) : folder;
}

/** Down through train/train/. */
function unwrapSet(folder: Folder, set: SetName): Folder {
  const inner = withImages(folder);
  const again = inner.length === 1 && holdsClasses(inner[0]) && setNamed(inner[0].name) === set;
  return again ? unwrapSet(inner[0], set) : folder;
}

/** The folders of sets below `root`; null where its folders are classes. */
function findSets(root: Folder): Sets | null {
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
  return new Map([...sets].map(([set, folder]) => [set, unwrapSet(folder, set)]));
}

const classesIn = (folder: Folder, set: SetName | null): ClassFolder[] =>
  withImages(folder).map((inner) => {
    requireNoSets(inner);
    // macOS writes accents in two characters, others in one.
    return { label: inner.name.normalize('NFC'), set, files: allFiles(inner) };
  });

function requireNoSets(folder: Folder): void {
  const sets = withImages(folder).filter(({ name }) => setNamed(name) !== null);
  if (new Set(sets.map(({ name }) => setNamed(name))).size < 2) return;
  const advice = `turn them round: ${sets[0].name}/${folder.name}`;
  throw reject(folder, 'sets above the classes', `${listed(sets)} inside the class`, advice);
}

function requireDistinctNames(root: Folder, classes: readonly ClassFolder[]): void {
  const seen = new Map<string, string>();
  for (const { label } of classes) {
    const key = label.trim().toLowerCase();
    const other = seen.get(key) ?? label;
    if (other !== label) {
      const got = `"${other}" and "${label}"`;
      throw reject(root, 'one name per class', got, 'give both folders the same name, or names that differ in more');
    }
    seen.set(key, label);
  }
}

const listed = (folders: readonly Folder[]): string => {
  const names = folders.slice(0, 5).map(({ name }) => name);
  return folders.length > names.length ? `${names.join(', ')}, …` : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
};

const reject = ({ path }: Folder, expected: string, got: string, advice: string): BitplaneError =>
  new BitplaneError('E_FILE', `${path}: expected ${expected}, got ${got}: ${advice}`);
