import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { amalgamate } from './amalgamation.mjs';
import { localNames, macroNames, renamed } from './local-names.mjs';
import { findSources } from './sources.mjs';
import { systemIncludes } from './system-includes.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));

test('names are those that a file declares for itself', () => {
  const text = `
#define LANES 4
enum { PIXELS = 4, FILTERS = LANES * (2 + 2), UNIT };
typedef float row __attribute__((vector_size(16))), column;
struct sums { row of[PIXELS]; };
static const int table[2] = {1, 2};
static inline __attribute__((always_inline)) struct sums multiply(struct other* x) { int inner = 0; return x->sums; }
struct sums* bitplane_shared(int load) { static int kept; return 0; }  // static int comment;
extern const int elsewhere;
`;
  const names = ['PIXELS', 'FILTERS', 'UNIT', 'row', 'column', 'table', 'multiply'];
  assert.deepEqual(localNames(text), { names, tags: ['sums'] });
  assert.deepEqual(macroNames(text), ['LANES']);
});

test('names are renamed, members, strings and comments are not', () => {
  const text = 'load(x.load, y->load, "load", struct load, load /* load */, loads, .load = load)';
  assert.equal(
    renamed(text, { names: ['load'], tags: [] }, (name) => `${name}_2`),
    'load_2(x.load, y->load, "load", struct load, load_2 /* load */, loads, .load = load_2)',
  );
  assert.equal(
    renamed('struct load load', { names: [], tags: ['load'] }, (name) => `${name}_2`),
    'struct load_2 load',
  );
});

test('a header of the system is included for the machines that have it', () => {
  const text = `
#ifndef BITPLANE_ANY_H_
#include <string.h>
#ifdef __wasm_simd128__
#include <wasm_simd128.h>  // of clang
#else
#if LANES == 64
#include <immintrin.h>
#endif
#endif
#endif
`;
  assert.deepEqual(systemIncludes(text), [
    { line: '#include <string.h>', conditions: [] },
    { line: '#include <wasm_simd128.h>', conditions: ['defined(__wasm_simd128__)'] },
    { line: '#include <immintrin.h>', conditions: ['!defined(__wasm_simd128__)'] },
  ]);
});

test('every kernel of CMake has its architecture and its instruction sets', () => {
  const { files, kernels } = findSources(folder);
  const find = (name) => kernels.find(({ path }) => path.endsWith(`/${name}.c`));
  assert.equal(find('bgemm_avx512').target, 'avx512f,avx512bw,avx512bitalg');
  assert.match(find('bgemm_avx512').condition, /__x86_64__/);
  assert.deepEqual([find('igemm_portable').target, find('igemm_portable').condition], ['', '']);
  assert.match(find('bgemm_rvv').condition, /__riscv_vector/);
  assert.match(find('bgemm_simd128').condition, /__wasm_simd128__/);
  assert.match(files.find(({ path }) => path.endsWith('choice_neon.c')).condition, /__aarch64__.*__unix__/);
});

test('nothing of the clone is included', () => {
  const { header, source } = amalgamate(folder, '1.2.3');
  assert.deepEqual(source.match(/^\s*#\s*include\s*"[^"]*"/gm), ['#include "bitplane.h"']);
  assert.doesNotMatch(header, /#include "/);
  assert.match(source, /^\/\/ Bitplane 1\.2\.3/);
});
