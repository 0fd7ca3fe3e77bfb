import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findIncludeViolations } from './include-rules.mjs';
import { findNamelessFiles } from './name-rule.mjs';
import { findSharedNames, findUnmarkedKernels } from './object-rule.mjs';

/** The violations of one C file that includes another, both being files of runtime-c. */
const includeViolation = (path, included) =>
  findIncludeViolations([
    { path, text: `#include <stdint.h>\n#include "${included.replace(/^(src|include)\//, '')}"\n` },
    { path: included, text: '' },
  ]);

test('an instruction-set folder includes portable, never another one', () => {
  const path = 'src/kernels/avx2/bgemm_avx2.c';
  for (const included of [
    'src/kernels/portable/bgemm.h',
    'src/kernels/kernels.h',
    'src/bits.h',
    'src/cpu.h',
    'src/kernels/avx2/popcount.h',
    'src/kernels/x86/expand.h',
    'src/kernels/lookup/vectors.h',
  ]) {
    assert.deepEqual(includeViolation(path, included), []);
  }
  for (const included of ['src/kernels/neon/popcount.h', 'src/ops/binary_conv2d.h', 'src/run.h']) {
    assert.equal(includeViolation(path, included).length, 1);
  }
  assert.equal(includeViolation('src/kernels/neon/bgemm_neon.c', 'src/kernels/lookup/vectors.h').length, 1);
  assert.equal(includeViolation('src/kernels/simd128/bgemm_simd128.c', 'src/kernels/x86/expand.h').length, 1);
});

test('tools see only the public header, ops neither the executor nor one instruction set', () => {
  assert.deepEqual(includeViolation('tools/bitplane.c', 'include/bitplane/bitplane.h'), []);
  assert.match(
    includeViolation('tools/bitplane.c', 'src/plan.h')[0],
    /includes src\/plan\.h, which files in tools may not do/,
  );
  assert.equal(includeViolation('src/ops/threshold.c', 'src/run.h').length, 1);
  assert.equal(includeViolation('src/ops/threshold.c', 'src/kernels/neon/bgemm.h').length, 1);
  assert.deepEqual(includeViolation('src/ops/threshold.c', 'src/kernels/kernels.h'), []);
});

test('benches are built of all of runtime-c', () => {
  const files = ['tools/json.h', 'tests/random.h', 'src/kernels/kernels.h'].map((path) => ({ path, text: '' }));
  const text = '#include "json.h"\n#include "random.h"\n#include "kernels/kernels.h"\n';
  assert.deepEqual(findIncludeViolations([...files, { path: 'bench/layers.c', text }]), []);
  assert.equal(findIncludeViolations([...files, { path: 'src/layers.c', text }]).length, 2);
});

test('runtime-c includes nothing from elsewhere', () => {
  const [violation] = findIncludeViolations([{ path: 'src/model.c', text: '#include "../../trainer/native/sign.h"' }]);
  assert.match(violation, /which is not a file of runtime-c/);
});

test('files that have no name are found', () => {
  assert.deepEqual(findNamelessFiles(['packages/model/src/bits.ts', 'tools/setup/command.mjs']), []);
  for (const path of [
    'packages/model/src/utils.ts',
    'packages/trainer/src/helpers/shape.ts',
    'packages/runtime-c/src/common.h',
  ]) {
    assert.equal(findNamelessFiles([path]).length, 1);
  }
});

test('two files that would overwrite each other in one folder are found', () => {
  assert.deepEqual(findSharedNames(['src/bits.h', 'src/cpu.c', 'src/kernels/lookup.c', 'src/kernels/lookup.h']), []);
  for (const [first, second] of [
    ['src/ops/threshold.c', 'src/kernels/portable/threshold.c'],
    ['src/op.c', 'bare-metal/op.S'],
    ['src/Model.c', 'tools/model.c'],
    ['src/golden.h', 'tools/golden.h'],
  ]) {
    assert.deepEqual(findSharedNames([first, second]), [
      `${second}: ${first} has the same name; files that are compiled into one folder would overwrite each other`,
    ]);
  }
});

test('a kernel file is named after its instruction set', () => {
  assert.deepEqual(findUnmarkedKernels(['src/kernels/avx2/bgemm_avx2.c', 'src/kernels/pack.c']), []);
  assert.deepEqual(findUnmarkedKernels(['src/kernels/avx2/bgemm.c']), [
    'src/kernels/avx2/bgemm.c: a kernel file is called <op>_<isa>, here bgemm_avx2.c',
  ]);
});
