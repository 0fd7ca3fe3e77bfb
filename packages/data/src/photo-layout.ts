// Which folder of photos is which: sets, classes, and what is neither. A layout that can be read in two ways is
// rejected.
import type { Folder, FolderTree, LeftOut } from './dataset';
import { allFiles } from './folder-tree';
import { hasImages, promisesImage } from './picture-names';
import { findSets, holdsClasses, listed, reject, unwrap, withImages, type Sets } from './photo-sets';
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

/**
 * Throws E_FILE, naming the folders, for pictures without class folders, sets beside classes, two folders for one set,
 * sets inside classes, and classes whose names differ in case alone.
 */
export function layOutPhotos(tree: FolderTree): PhotoLayout {
  const path = unwrap(tree.root, holdsClasses);
  const root = path[path.length - 1];
  const sets = findSets(root);
  const remarks = path.length === 1 ? [] : [`The images are in ${root.path}.`];
  if (sets === null) return finish(root, classesIn(root, null), path, remarks);
  const assigned = assign(sets);
  const validation = sets.get('validation')?.at(-1);
  if (validation !== undefined && !sets.has('test')) {
    remarks.push(`${validation.name} is the test set, since there is none of that name.`);
  }
  const classes = assigned.flatMap(([folder, set]) => classesIn(folder, set));
  return finish(root, classes, [...path, ...[...sets.values()].flat()], remarks);
}

/** Which images each set's folder holds: a validation set alone is for testing. */
function assign(sets: Sets): [Folder, SetName][] {
  return SET_NAMES.flatMap((set): [Folder, SetName][] => {
    const folder = sets.get(set)?.at(-1);
    if (folder === undefined) return [];
    return [[folder, set === 'validation' && !sets.has('test') ? 'test' : set]];
  });
}

/** holders: the folders that were gone through, in which nothing but classes and sets is looked for. */
function finish(
  root: Folder,
  classes: readonly ClassFolder[],
  holders: readonly Folder[],
  remarks: readonly string[],
): PhotoLayout {
  requireDistinctNames(root, classes);
  const leftOut = holders.flatMap(({ files, folders }): LeftOut[] => [
    ...files.filter(promisesImage).map((path) => ({ path, reason: 'outside the class folders' as const })),
    ...folders
      .filter((folder) => !hasImages(folder))
      .map(({ path }) => ({ path, reason: 'a folder without images' as const })),
  ]);
  return { root: root.path, classes, leftOut, remarks };
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
  const advice = `swap them: ${sets[0].name}/${folder.name}`;
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
