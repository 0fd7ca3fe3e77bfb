// Forms that data sets are handed out in and that no source reads: what to do with them.
import { basename } from 'node:path';
import type { Folder } from './dataset';

interface Form {
  /** The name of such a file. */
  readonly name: RegExp;
  /** What it is, and what to do with it. */
  readonly describe: (path: string) => string;
}

const FORMS: readonly Form[] = [
  { name: /\.(zip|tar|tgz|tar\.(gz|bz2|xz)|7z|rar)$/i, describe: (path) => `an archive: unpack ${path} first` },
  {
    name: /^(data_batch_\d|test_batch|batches\.meta)$/,
    describe: (path) => `CIFAR's files for Python, such as ${path}: fetch the binary version instead`,
  },
  { name: /\.(csv|tsv)$/i, describe: (path) => `a table, ${path}: write its rows as PNG or IDX files` },
  {
    name: /\.(npz|npy|pkl|pickle|mat|parquet|arrow|tfrecords?|h5|hdf5)$/i,
    describe: (path) => `arrays, ${path}: write them as PNG or IDX files`,
  },
];

/** What lies there, or one folder below, and is no image, with what to do; null where nothing of the kind does. */
export function otherFormat(root: Folder): string | null {
  const files = [root, ...root.folders].flatMap((folder) => folder.files);
  for (const { name, describe } of FORMS) {
    const path = files.find((file) => name.test(basename(file)));
    if (path !== undefined) return describe(path);
  }
  return null;
}
