// Where Open MPI's library is: beside the mpirun that starts the ranks, which need not be where the linker looks.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Versions 4.1 and 5 have the same name; without the number it is there with the development files only. */
const NAME = process.platform === 'darwin' ? 'libmpi.40.dylib' : 'libmpi.so.40';

/** What the linker is asked for, the best first: another installation's library does not fit to the mpirun. */
export function libmpiCandidates(env: NodeJS.ProcessEnv = process.env): string[] {
  const { OMPI_LIBDIR_LOC: named, PATH = '' } = env;
  // Version 5 names the folder itself. mpirun is in the PATH of its ranks, also where a user gave its path.
  const folders = [...(named === undefined ? [] : [named]), ...foldersBeside(PATH)];
  return [...folders.map((folder) => join(folder, NAME)).filter((path) => existsSync(path)), NAME];
}

/** Of the first mpirun: Debian's is a link to a link, and its library where the linker looks. */
function foldersBeside(path: string): string[] {
  const mpirun = path
    .split(delimiter)
    .map((folder) => join(folder, 'mpirun'))
    .find((file) => existsSync(file));
  if (mpirun === undefined) return [];
  const program = realpathSync(mpirun);
  return ['lib', 'lib64'].map((name) => join(program, '../..', name));
}
