// Which files make the library, as CMake has them: the lists of CMakeLists.txt, and of cmake/kernels.cmake, where
// kernels have instruction sets.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What cmake/kernels.cmake calls the architectures, for the preprocessor. */
const ARCHITECTURES = {
  BITPLANE_IS_X86: '(defined(__x86_64__) || defined(__i386__))',
  BITPLANE_IS_A64: 'defined(__aarch64__)',
  // Without NEON in the flags clang has no header for it; gcc has, but not where floats are passed in other registers.
  BITPLANE_IS_A32: "defined(__arm__) && __ARM_ARCH_PROFILE == 'A' && defined(__ARM_NEON)",
  BITPLANE_IS_SIMD128: 'defined(__wasm_simd128__)',
  // What lets a file use vectors in some functions alone, only newer compilers have.
  BITPLANE_IS_RV64: 'defined(__riscv_vector) && __riscv_xlen == 64',
};

/**
 * { files, kernels }: files: paths in `src`, in order, each with the preprocessor's condition, '' for always; kernels:
 * { path, folder, condition, target }, target: what the compiler calls its instruction sets, without -m.
 */
export function findSources(folder) {
  const list = readFileSync(join(folder, 'CMakeLists.txt'), 'utf8');
  const core = /add_library\(bitplane STATIC([^)]*)\)/.exec(list)[1].trim().split(/\s+/);
  const kinds = readFileSync(join(folder, 'src/ops/kinds.inc'), 'utf8');
  const ops = [...kinds.matchAll(/^KIND\(.*, (\w+)\)/gm)].map(([, symbol]) => `src/ops/${symbol}.c`);
  const { files, kernels } = kernelsOf(readFileSync(join(folder, 'cmake/kernels.cmake'), 'utf8'));
  const all = [...[...core, ...ops].map((path) => ({ path, condition: '' })), ...files];
  requireAll(folder, [...all, ...kernels]);
  return { files: all, kernels };
}

function kernelsOf(text) {
  const body = /function\(bitplane_add_kernels[^]*?endfunction\(\)/.exec(text)[0];
  const operations = /set\(operations ([^)]*)\)/.exec(body)[1].split(' ');
  const [files, kernels] = [[], []];
  let condition = '';
  for (const line of body.split('\n')) {
    const [, architecture] = /^\s*(?:else)?if\((BITPLANE_IS_\w+)\)/.exec(line) ?? [];
    if (architecture !== undefined) condition = `!BITPLANE_PORTABLE_ONLY && ${conditionOf(architecture)}`;
    const [, sources] = /target_sources\(\$\{target\} PRIVATE ([^)]*)\)/.exec(line) ?? [];
    for (const path of sources?.split(' ') ?? []) {
      files.push({
        path,
        condition: path.includes('choice') ? `${condition} && (defined(__unix__) || defined(__APPLE__))` : condition,
      });
    }
    const [, folder, names, flags] =
      /bitplane_add_kernel_folder\(\$\{target\} (\w+) "?([\w;${}]+)"?([^)]*)\)/.exec(line) ?? [];
    if (folder === undefined) continue;
    const target = [...flags.matchAll(/ -m(?!fpu|cpu)([\w.]+)/g)].map(([, name]) => name).join(',');
    const listed = names.replace('${operations}', operations.join(';')).replace('${fgemm}', 'fgemm');
    for (const name of listed.split(';')) {
      const only = name === 'bgemm_carry_save' ? '!BITPLANE_SMALL' : condition;
      kernels.push({ path: `src/kernels/${folder}/${name}_${folder}.c`, folder, condition: only, target });
    }
  }
  return { files, kernels };
}

function conditionOf(architecture) {
  if (architecture in ARCHITECTURES) return ARCHITECTURES[architecture];
  throw new Error(
    `expected one of ${Object.keys(ARCHITECTURES).join(', ')}, got ${architecture}: add it to sources.mjs`,
  );
}

/** A file that the lists do not name as they did would silently be missing. */
function requireAll(folder, sources) {
  const found = new Set(sources.map(({ path }) => path));
  const missing = readdirSync(join(folder, 'src'), { recursive: true })
    .map((name) => `src/${name}`)
    .filter((path) => path.endsWith('.c') && !path.startsWith('src/threads/') && !found.has(path));
  if (missing.length > 0)
    throw new Error(`expected CMake's lists to name every file, got none with ${missing.join(', ')}`);
}
