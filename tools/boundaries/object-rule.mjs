// Names of runtime-c's files: many builds compile every file into one folder, where two objects or headers of one name
// overwrite each other.
import { basename } from 'node:path/posix';

const COMPILED = /\.(c|cc|cpp|s)$/;

/**
 * Violations, one sentence each. paths: relative to packages/runtime-c. Letter case does not count, as on Windows and
 * macOS.
 */
export function findSharedNames(paths) {
  const firstOf = new Map();
  return paths.flatMap((path) => {
    const name = basename(path).toLowerCase().replace(COMPILED, ' object');
    const first = firstOf.get(name);
    if (first === undefined) firstOf.set(name, path);
    return first === undefined
      ? []
      : [`${path}: ${first} has the same name; files that are compiled into one folder would overwrite each other`];
  });
}

/** Violations, one sentence each: kernels of one instruction set that do not have its name, as all others do. */
export const findUnmarkedKernels = (paths) =>
  paths.flatMap((path) => {
    const [, isa, operation] = /^src\/kernels\/([^/]+)\/([^/]+)\.c$/.exec(path) ?? [];
    return isa === undefined || operation.endsWith(`_${isa}`)
      ? []
      : [`${path}: a kernel file is called <op>_<isa>, here ${operation}_${isa}.c`];
  });
