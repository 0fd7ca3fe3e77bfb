// Who may include whom in runtime-c: kernels → cpu, bits, exact_floats, once; ops → kernels; an instruction-set folder
// never another one, except that those of x86 include kernels/x86, which is theirs, and those that look counts up in
// vectors include kernels/lookup; tools only the public header and what UTF-8 is.
// Benches, counts and fuzzers are built of all of it.
import { dirname, join } from 'node:path/posix';

const PUBLIC = 'include/bitplane/bitplane.h';
const KERNELS_MAY = ['src/cpu.h', 'src/bits.h', 'src/exact_floats.h', 'src/once.h', PUBLIC];

/** What a file may include: a test on the included file's path. The first entry whose folder holds the file counts. */
const RULES = [
  {
    folder: /^src\/kernels\/[^/]+\//,
    may: (target, path) => isKernelFile(target, path) || KERNELS_MAY.includes(target),
  },
  { folder: /^src\/kernels\//, may: (target) => dirname(target) === 'src/kernels' || KERNELS_MAY.includes(target) },
  {
    folder: /^src\/ops\//,
    may: (target) => !/^src\/(run|plan)\.h$/.test(target) && !/^src\/kernels\/[^/]+\//.test(target),
  },
  { folder: /^src\//, may: (target) => !/^src\/kernels\/[^/]+\//.test(target) },
  {
    folder: /^(tools|examples)\//,
    may: (target, path) =>
      target.startsWith('include/') || target === 'src/utf8.h' || dirname(target) === dirname(path),
  },
  { folder: /^include\//, may: (target) => target.startsWith('include/') },
];

const X86 = /^src\/kernels\/(avx2|avx512|popcnt|ssse3|x86)\//;
const LOOKUP = /^src\/kernels\/(avx2|avx512|lookup|simd128|ssse3)\//;

const isKernelFile = (target, path) =>
  ['src/kernels', 'src/kernels/portable', dirname(path)].includes(dirname(target)) ||
  (dirname(target) === 'src/kernels/x86' && X86.test(path)) ||
  (dirname(target) === 'src/kernels/lookup' && LOOKUP.test(path));

/** An example in a folder of its own is copied out of it, to where its README brings what it includes. */
const isCopied = (path) => /^examples\/[^/]+\//.test(path);

/**
 * Violations, one sentence each. files: [{ path, text }] with every C file of runtime-c, paths relative to its folder.
 */
export function findIncludeViolations(files) {
  const known = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].flatMap(([, name]) => {
      const folders = [
        dirname(path),
        'src',
        'include',
        ...(/^(bench|count|fuzz)\//.test(path) ? ['bench', 'tools', 'tests'] : []),
        ...(/^wasm\//.test(path) ? ['tools'] : []),
      ];
      const target = folders.map((folder) => join(folder, name)).find((candidate) => known.has(candidate));
      if (target === undefined && isCopied(path)) return [];
      if (target === undefined) return [`${path}: includes "${name}", which is not a file of runtime-c`];
      const rule = RULES.find(({ folder }) => folder.test(path));
      return rule === undefined || rule.may(target, path)
        ? []
        : [`${path}: includes ${target}, which files in ${dirname(path)} may not do`];
    }),
  );
}
