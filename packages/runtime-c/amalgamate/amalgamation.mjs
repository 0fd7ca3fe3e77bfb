// The library as one file, bitplane.c, with bitplane.h. Files of kernels have names of their own in it, since each
// instruction set says "load" and "multiply"; all others have different names already (tests/plain_files.cmake).
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { localNames, macroNames, renamed } from './local-names.mjs';
import { findSources } from './sources.mjs';
import { systemIncludes } from './system-includes.mjs';

const HEADERS = ['include/bitplane/bitplane.h', 'include/bitplane/thread_pool.h'];
const POOL = { path: 'src/threads/thread_pool.c', condition: 'BITPLANE_HAVE_THREADS' };

/** { header, source }: the texts of bitplane.h and bitplane.c. folder: runtime-c's; version: for their first lines. */
export function amalgamate(folder, version) {
  const files = new Files(folder);
  const { files: core, kernels } = findSources(folder);
  const about = `// Bitplane ${version}, the C runtime as one file, made by \`npx nx run runtime-c:amalgamate\`. MIT licence.\n`;
  const header = about + HEADERS.map((path) => files.text(path).replace(/^#include "bitplane\/.*\n/gm, '')).join('\n');
  HEADERS.forEach((path) => files.done.add(path));

  const always = core.filter(({ condition }) => condition === '').map(({ path }) => files.once(path));
  // Their headers come before any condition, and before any instruction set is turned on.
  const conditional = [...core.filter(({ condition }) => condition !== ''), POOL, ...kernels].map((file) => ({
    ...file,
    ...files.alone(file.path),
  }));
  const parts = conditional.map((file) => guarded(file.condition, withTarget(file, files.apart(file))));
  const source = [about + PROLOGUE, definitions(kernels, core), systemHeaders(conditional)]
    .concat(always, files.headers, parts)
    .join('\n');
  return { header, source: source.replace(/\n{3,}/g, '\n\n') };
}

const PROLOGUE = `//
//   cc -O2 -c bitplane.c                  any -std from C11 on, no flag for instruction sets: each kernel has its own
//   -D BITPLANE_HAVE_THREADS=1 -pthread   with the pool of threads
//   -D BITPLANE_PORTABLE_ONLY=1           without kernels for instruction-set extensions
//   -D BITPLANE_SMALL=1                   without the portable kernel that exists for speed alone
#if BITPLANE_HAVE_THREADS || (defined(__aarch64__) && (defined(__unix__) || defined(__APPLE__)))
#define _POSIX_C_SOURCE 200809L
#endif
#if !defined(__GNUC__)
#error "bitplane.c needs gcc, clang or a compiler that takes their attributes"
#elif defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wunused-function"  // in what were headers
#elif defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
// One rounding per float operation, and loops over channels several at once. On all functions alike, as gcc does not
// inline from one set of options into another.
#pragma GCC optimize("O3", "fp-contract=off", "no-trapping-math")
#else
#pragma GCC optimize("fp-contract=off")
#endif
// clang before 16 declares sdot only where every function may use it.
#if defined(__clang__) && __clang_major__ < 16 && !defined(__ARM_FEATURE_DOTPROD)
#define BITPLANE_LEAVES_OUT_DOTPROD 1
#endif
#include "bitplane.h"
`;

const guarded = (condition, text) => (condition === '' ? `${text}\n` : `#if ${condition}\n${text}\n#endif\n`);

/** Compiled for its instruction sets, whatever the flags of the file. */
function withTarget({ path, target = '' }, text) {
  const dotprod = path.includes('dotprod');
  if (target === '' && !dotprod) return text;
  const forClang = dotprod ? 'dotprod' : target;
  const push = `#ifdef __clang__
#pragma clang attribute push(__attribute__((target("${forClang}"))), apply_to = function)
#else
#pragma GCC push_options
${dotprod ? '' : `#pragma GCC target("${target}")\n`}#endif\n`;
  const pop = '#ifdef __clang__\n#pragma clang attribute pop\n#else\n#pragma GCC pop_options\n#endif\n';
  return guarded(dotprod ? '!BITPLANE_LEAVES_OUT_DOTPROD' : '', push + text + pop);
}

/** Which kernels there are, as CMake says it to a library of many files. */
function definitions(kernels, files) {
  const lines = kernels.map(({ folder, path, condition }) => {
    const name = path.includes('carry_save') ? 'CARRY_SAVE' : folder.toUpperCase();
    return { condition, line: `#define BITPLANE_HAVE_${name} 1` };
  });
  const choices = files.filter(({ path }) => path.includes('choice'));
  return grouped([
    ...lines,
    ...choices.map(({ condition }) => ({ condition, line: '#define BITPLANE_HAVE_CHOICE 1' })),
  ]);
}

/** Intrinsics declare the instruction sets that they need themselves, where nothing else does. */
function systemHeaders(files) {
  const lines = files.flatMap(({ condition, system }) =>
    system.map(({ line, conditions }) => ({
      line,
      condition: [condition, ...conditions].filter(Boolean).join(' && '),
    })),
  );
  return grouped(lines);
}

/** Each line once under each condition. */
function grouped(lines) {
  const groups = new Map();
  for (const { condition, line } of lines) groups.set(condition, (groups.get(condition) ?? new Set()).add(line));
  return [...groups].map(([condition, group]) => guarded(condition, [...group].join('\n'))).join('');
}

/** All others are there once in the whole library. */
const isOnlyLocal = (name) => !/^bitplane_/i.test(name);

class Files {
  constructor(folder) {
    this.folder = folder;
    this.done = new Set();
    this.headers = [];
  }

  text(path) {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** The file with its headers, as far as they have not been in a file before. */
  once(path) {
    return this.#inline(path, (header) => {
      if (header.endsWith('.inc')) return this.once(header);
      if (this.done.has(header)) return '';
      this.done.add(header);
      return this.once(header);
    });
  }

  /**
   * { text, system }: a file with the headers that are its own; all others go to this.headers. system: the headers of
   * the system that it includes, as systemIncludes has them.
   */
  alone(path) {
    const text = this.#inlineOwn(path, new Set());
    const system = systemIncludes(text);
    return { text: text.replace(/^#include <.*>\n/gm, '').replace(/^#define _POSIX_C_SOURCE .*\n/gm, ''), system };
  }

  #inlineOwn(path, own) {
    return this.#inline(path, (header) => {
      if (header.endsWith('.inc')) return this.once(header);
      if (own.has(header) || this.done.has(header)) return '';
      if (this.#isOwn(header)) {
        own.add(header);
        return this.#inlineOwn(header, own);
      }
      this.done.add(header);
      this.headers.push(this.once(header));
      return '';
    });
  }

  /** With names that no other file has, and without its macros at the end. */
  apart({ path, text }) {
    const name = path.split('/').at(-1).replace('.c', '');
    const { names, tags } = localNames(text);
    const local = { names: names.filter(isOnlyLocal), tags: tags.filter(isOnlyLocal) };
    const undefined_ = macroNames(text).map((macro) => `#undef ${macro}\n`);
    return renamed(text, local, (was) => `${was}__${name}`) + undefined_.join('');
  }

  /** Whether each kernel that includes it has its own: its names may then be those of others. */
  #isOwn(path) {
    if (!path.startsWith('src/kernels/')) return false;
    const { names, tags } = localNames(this.text(path));
    return [...names, ...tags].some(isOnlyLocal);
  }

  #inline(path, replace) {
    const whole = this.text(path).replace('#include BITPLANE_KINDS_FILE', '#include "kinds.inc"');
    return whole.replace(/^[ \t]*#[ \t]*include "([^"]+)".*\n/gm, (_, name) => {
      const places = [dirname(path), 'src', 'include'].map((place) => join(place, name));
      const found = places.find((place) => existsSync(join(this.folder, place)));
      if (found === undefined) throw new Error(`${path}: expected "${name}" in ${places.join(' or ')}`);
      return replace(found);
    });
  }
}
