import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import config from '../../.dependency-cruiser.mjs';
import { root } from '../setup/places.mjs';
import { findImportViolations } from './find-import-violations.mjs';

const RULES = config.forbidden;
const PACKAGES = ['model', 'cli', 'data', 'converter', 'trainer', 'deployer', 'runtime-c', 'wasm', 'playground'];
/** The name after @bitplane/, and the folder. */
const WORKSPACES = [...PACKAGES.map((name) => [name, `packages/${name}`]), ['e2e', 'test'], ['tools', 'tools']];
const LIBRARIES = ['zod', 'ssh2', '@tensorflow/tfjs', 'cli-table3', 'jest', 'sharp'];
const LAYERS_MODEL = 'packages/converter/src/importers/layers-model';

/** File → its text: what is allowed. */
const ALLOWED = {
  'packages/converter/src/fine.ts': `
    import { join } from 'node:path';
    import fs from 'fs';
    import type { Model } from '@bitplane/model';
    import { other } from './other';
    const table = require('cli-table3/src/table');
    require.resolve('jest');`,
  'packages/converter/src/other.ts': 'export const other = 1;',
  'packages/model/src/graph.ts': "import { crc32 } from 'node:zlib'; export type Graph = 1;",
  'packages/model/src/graph.test.ts': "import { readFileSync } from 'node:fs'; import './test-support/graphs';",
  'packages/model/src/test-support/graphs.ts': "import { tmpdir } from 'node:os'; import './pictures';",
  'packages/model/src/test-support/pictures.ts': 'export {};',
  'packages/cli/src/workspace.ts': "import { readFileSync } from 'node:fs'; import '@bitplane/model';",
  'packages/cli/src/test-support/index.ts': 'export {};',
  'packages/data/src/photos.test.ts': "import '@bitplane/cli/test-support';",
  'packages/data/src/photos.ts': "import sharp from 'sharp'; import '@bitplane/cli';",
  'packages/trainer/examples/fine.ts': "import type { BuildNetwork } from '@bitplane/trainer';",
  'packages/trainer/src/train.ts': "import * as tf from '@tensorflow/tfjs'; import '@bitplane/data';",
  'packages/deployer/src/ssh/connect.ts': "import { Client } from 'ssh2';",
  [`${LAYERS_MODEL}/add.ts`]: "import '../lowering/pairwise'; import '../../passes';",
  'packages/converter/src/importers/lowering/pairwise.ts': "import './planes'; import '@bitplane/model';",
  'packages/converter/src/importers/lowering/planes.ts': 'export const planes = 1;',
  'packages/converter/src/importers/lowering/planes.test.ts': "import '../layers-model/add'; import './planes';",
  'packages/converter/src/passes/index.ts': 'export const PASSES = [];',
  'packages/converter/src/passes/thresholds/chain.ts': "import '..'; import '../../importers/lowering/planes';",
  'packages/wasm/src/inline.ts': "import '#inline-modules'; import './index';",
  'packages/wasm/src/golden.test.ts': "import '@bitplane/model';",
  'packages/playground/src/main.ts': "import '@bitplane/model'; import '@bitplane/wasm';",
  'test/path.ts': "import '@bitplane/deployer'; import '@bitplane/converter';",
  'tools/doors.ts': "import '@bitplane/converter'; import { x } from './setup/places.mjs';",
  'tools/setup/places.mjs': 'export const x = 1;',
};

/** File → its text, and the rules that it breaks. */
const FORBIDDEN = {
  // Circles of two and of three, of types alone, through an index.
  'packages/data/src/a.ts': ["import './b';", 'no-circle'],
  'packages/data/src/b.ts': ["import './a';", 'no-circle'],
  'packages/trainer/src/one.ts': ["import type { Two } from './two'; export type One = Two;", 'no-circle'],
  'packages/trainer/src/two.ts': ["export type { Three as Two } from './three';", 'no-circle'],
  'packages/trainer/src/three.ts': ["import type { One } from './one'; export type Three = One;", 'no-circle'],
  'tools/circle/index.mjs': ["export * from './member.mjs';", 'no-circle'],
  'tools/circle/member.mjs': ["import { other } from './index.mjs'; export const member = () => other;", 'no-circle'],

  'packages/model/src/up.ts': ["import '@bitplane/cli';", 'direction-of-packages/model'],
  'packages/cli/src/up.ts': ["import type { Dataset } from '@bitplane/data';", 'direction-of-packages/cli'],
  'packages/data/src/up.ts': ["import '@bitplane/trainer';", 'direction-of-packages/data'],
  'packages/converter/src/across.ts': ["import '@bitplane/data';", 'direction-of-packages/converter'],
  'packages/trainer/src/across.ts': ["await import('@bitplane/converter');", 'direction-of-packages/trainer'],
  'packages/deployer/src/across.ts': ["export * from '@bitplane/trainer';", 'direction-of-packages/deployer'],
  'packages/runtime-c/count/up.mjs': ["import '@bitplane/model';", 'direction-of-packages/runtime-c'],
  'packages/wasm/src/up.test.ts': ["import '@bitplane/cli';", 'direction-of-packages/wasm'],
  'packages/playground/src/up.ts': ["import '@bitplane/data';", 'direction-of-packages/playground'],
  'packages/converter/examples/mine.ts': ["import '@bitplane/trainer';", 'direction-of-packages/converter'],
  'test/across.ts': ["require('@bitplane/data');", 'direction-of-test'],
  'test/unlisted.ts': ["import '@bitplane/trainer';", 'direction-of-test'],
  'tools/across.ts': ["import '../test/path';", 'direction-of-tools', 'by-public-name'],

  'test/inside.ts': ["import '../packages/model/src/graph';", 'by-public-name'],
  'packages/cli/src/inside.ts': ["import '../../model/src/index';", 'by-public-name'],
  'packages/trainer/src/mine.ts': ["import type { BuildNetwork } from '@bitplane/trainer';", 'own-name'],
  'test/reach.ts': ["import '@bitplane/model/src/graph';", 'resolves'],
  'packages/cli/src/lost.ts': ["import './nowhere';", 'resolves'],
  'packages/converter/src/unlisted.ts': ["import { z } from 'zod';", 'listed-dependency'],
  'packages/converter/src/unlisted-type.ts': ["import type { z } from 'zod';", 'listed-dependency'],
  'packages/converter/src/unlisted-place.ts': ["require.resolve('zod/package.json');", 'listed-dependency'],
  'packages/model/src/tested.ts': ["import './test-support/graphs';", 'test-support-for-tests'],
  'packages/data/src/tested.ts': ["import '@bitplane/cli/test-support';", 'test-support-for-tests'],
  'packages/model/src/tester.ts': ["import './graph.test';", 'test-support-for-tests'],
  'packages/model/src/reads.ts': ["import { readFileSync } from 'node:fs';", 'model-is-pure'],
  'packages/model/src/waits.ts': ["import { setTimeout } from 'timers/promises';", 'model-is-pure'],
  'packages/wasm/src/needs.ts': ["import '@bitplane/model';", 'wasm-is-alone'],
  'packages/deployer/src/push.ts': ["import { Client } from 'ssh2';", 'ssh2-in-one-folder'],
  'packages/converter/src/tensors.ts': [
    "import type * as tf from '@tensorflow/tfjs';",
    'listed-dependency',
    'tensorflow-in-the-trainer',
  ],
  'packages/converter/src/importers/lowering/knows.ts': ["import '../layers-model/add';", 'lowering-knows-no-source'],
  'packages/converter/src/passes/thresholds/knows.ts': [
    "import type { Add } from '../../importers/layers-model/add';",
    'passes-know-no-source',
  ],
};

/** A folder with our rules and manifests, in which each package is one empty file. Returns where it is. */
function makeWorkspaces() {
  const place = mkdtempSync(join(tmpdir(), 'bitplane-imports-'));
  for (const name of ['.dependency-cruiser.mjs', 'package.json']) cpSync(join(root, name), join(place, name));
  for (const [name, folder] of WORKSPACES) {
    cpSync(join(root, folder, 'package.json'), join(place, folder, 'package.json'));
    write(place, `${folder}/src/index.ts`, 'export {};');
    mkdirSync(join(place, 'node_modules/@bitplane'), { recursive: true });
    symlinkSync(join(place, folder), join(place, 'node_modules/@bitplane', name));
  }
  for (const name of LIBRARIES) {
    write(place, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    for (const file of ['index.js', 'src/table.js']) write(place, `node_modules/${name}/${file}`, 'exports.a = 1;');
  }
  return place;
}

function write(place, path, text) {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), text);
}

test('what the rules allow passes, and each rule finds what breaks it', async () => {
  const place = makeWorkspaces();
  try {
    for (const [path, text] of Object.entries(ALLOWED)) write(place, path, text);
    for (const [path, [text]] of Object.entries(FORBIDDEN)) write(place, path, text);
    const violations = await findImportViolations(place);
    const expected = Object.entries(FORBIDDEN).flatMap(([path, [, ...names]]) => names.map((name) => [path, name]));
    for (const [path, name] of expected) {
      const { comment } = RULES.find((rule) => rule.name === name);
      const saying = violations.filter((each) => each.startsWith(`${path}: imports "`) && each.includes(comment));
      assert.equal(saying.length, 1, `${path} breaks ${name}, which finds ${saying.length}`);
    }
    assert.equal(violations.length, expected.length, violations.join('\n'));
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('every rule is broken once above', () => {
  const broken = new Set(Object.values(FORBIDDEN).flatMap(([, ...names]) => names));
  assert.deepEqual(
    RULES.map(({ name }) => name).filter((name) => !broken.has(name)),
    [],
  );
});

test('a circle is shown with the way around it', async () => {
  const place = makeWorkspaces();
  try {
    write(place, 'tools/a.ts', "import './b';");
    write(place, 'tools/b.ts', "import './a';");
    const [first] = await findImportViolations(place);
    assert.match(first, /^tools\/a\.ts: imports "\.\/b", .* \(tools\/a\.ts → tools\/b\.ts → tools\/a\.ts\)$/);
  } finally {
    rmSync(place, { recursive: true });
  }
});
