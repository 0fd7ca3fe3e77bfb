import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findImportViolations } from './import-rules.mjs';
import { findIncludeViolations } from './include-rules.mjs';
import { findNamelessFiles } from './name-rule.mjs';
import { findSharedNames, findUnmarkedKernels } from './object-rule.mjs';

/** The violations of one TypeScript file with this text. */
function violationsOf(path, text, dependencies = {}) {
  const folder = path.startsWith('packages/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0];
  const name = `@bitplane/${folder === 'test' ? 'e2e' : folder.replace('packages/', '')}`;
  const ours = { '@bitplane/model': '0.1.0', '@bitplane/trainer': '0.1.0', '@bitplane/converter': '0.1.0' };
  return findImportViolations([
    { folder, manifest: { name, dependencies: { ...ours, ...dependencies } }, files: [{ path, text }] },
  ]);
}

test('a package imports its dependencies, its own files and Node', () => {
  const text = `import { join } from 'node:path'; import fs from 'fs'; import type { Model } from '@bitplane/model';
    import { run } from './run'; import * as zod from 'zod'; const x = require('@scope/lib/part');`;
  assert.deepEqual(violationsOf('packages/converter/src/cli.ts', text, { zod: '4.0.0', '@scope/lib': '1.0.0' }), []);
});

test('what is not among the dependencies is found, however it is imported', () => {
  for (const text of [
    "import 'zod';",
    "import type { A } from 'zod';",
    "export * from 'zod';",
    "await import('zod');",
    "require('zod');",
  ]) {
    assert.match(
      violationsOf('packages/converter/src/cli.ts', text)[0],
      /imports "zod", which is not among the dependencies/,
    );
  }
});

test('products do not import each other, model imports none of them', () => {
  const trainer = "import { train } from '@bitplane/trainer';";
  assert.match(violationsOf('packages/converter/src/cli.ts', trainer)[0], /which @bitplane\/converter may not do/);
  assert.match(violationsOf('packages/deployer/src/cli.ts', trainer)[0], /which @bitplane\/deployer may not do/);
  assert.match(violationsOf('packages/model/src/graph.ts', trainer)[0], /which @bitplane\/model may not do/);
  assert.deepEqual(violationsOf('test/path.test.ts', trainer), []);
});

test('model touches no file; its tests may, and so may the other packages', () => {
  const text = "import { readFileSync } from 'node:fs';";
  assert.match(violationsOf('packages/model/src/graph.ts', text)[0], /bytes in, bytes out/);
  assert.deepEqual(violationsOf('packages/model/src/graph.test.ts', text), []);
  assert.deepEqual(violationsOf('packages/cli/src/workspace.ts', text), []);
});

test('cli imports model, and model does not import cli', () => {
  const cli = "import { readWhole } from '@bitplane/cli';";
  assert.match(violationsOf('packages/model/src/graph.ts', cli)[0], /which @bitplane\/model may not do/);
  assert.deepEqual(violationsOf('packages/data/src/idx.ts', cli, { '@bitplane/cli': '0.1.0' }), []);
  assert.deepEqual(violationsOf('packages/cli/src/usage.ts', "import { BitplaneError } from '@bitplane/model';"), []);
});

test('an example of a package imports it by its public name, its source does not', () => {
  const text = "import type { BuildNetwork } from '@bitplane/trainer';";
  assert.deepEqual(violationsOf('packages/trainer/examples/mine.ts', text), []);
  assert.match(violationsOf('packages/trainer/src/mine.ts', text)[0], /may not do/);
  assert.match(violationsOf('packages/converter/examples/mine.ts', text)[0], /may not do/);
});

test('nothing reaches inside another package', () => {
  assert.match(
    violationsOf('test/a.test.ts', "import '@bitplane/model/src/graph';")[0],
    /reaches inside another package/,
  );
  assert.match(violationsOf('test/a.test.ts', "import '../packages/model/src/graph';")[0], /lies in another package/);
});

test("only the deployer's ssh folder imports ssh2, the converter never TensorFlow.js", () => {
  const [ssh2, tf] = ["import { Client } from 'ssh2';", "import * as tf from '@tensorflow/tfjs';"];
  assert.deepEqual(violationsOf('packages/deployer/src/ssh/connect.ts', ssh2, { ssh2: '1.0.0' }), []);
  assert.match(
    violationsOf('packages/deployer/src/push.ts', ssh2, { ssh2: '1.0.0' })[0],
    /which only packages\/deployer\/src\/ssh\/ may do/,
  );
  const dependency = { '@tensorflow/tfjs': '4.0.0' };
  assert.deepEqual(violationsOf('packages/trainer/src/train.ts', tf, dependency), []);
  assert.match(
    violationsOf('packages/converter/src/export.ts', tf, dependency)[0],
    /which only packages\/trainer\/ may do/,
  );
});

test('what lowers and what passes does not know where a network comes from, though its tests may', () => {
  const source = "import type { LayerSource } from '../layers-model/layer-source';";
  for (const [path, text] of [
    ['packages/converter/src/importers/lowering/pairwise.ts', source],
    ['packages/converter/src/passes/thresholds/find-chain.ts', "import '../../importers';"],
  ]) {
    assert.match(violationsOf(path, text)[0], /which .*(lowering|passes)\/ must not know: give it as plain data/);
    assert.deepEqual(violationsOf(path.replace('.ts', '.test.ts'), text), []);
  }
  const own = `import { readersOf } from '../readers'; import { PASSES } from '..';
    import { int8ConvolutionLayers } from '../../importers/lowering/int8-layers';`;
  assert.deepEqual(violationsOf('packages/converter/src/passes/thresholds/find-chain.ts', own), []);
  assert.deepEqual(violationsOf('packages/converter/src/importers/layers-model/keras/add.ts', source), []);
});

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
    'src/kernels/x86/vectors.h',
  ]) {
    assert.deepEqual(includeViolation(path, included), []);
  }
  for (const included of ['src/kernels/neon/popcount.h', 'src/ops/binary_conv2d.h', 'src/run.h']) {
    assert.equal(includeViolation(path, included).length, 1);
  }
  assert.equal(includeViolation('src/kernels/neon/bgemm_neon.c', 'src/kernels/x86/vectors.h').length, 1);
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
