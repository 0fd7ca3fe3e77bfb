// What the release script rejects. test/installed-packages.test.ts installs what it makes.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, tryCommand } from '../setup/command.mjs';
import { root } from '../setup/places.mjs';
import { findFaults } from './check.mjs';
import { tarballName } from './pack.mjs';
import { isPublished } from './packages.mjs';
import { compiledProgram, publishedManifest } from './stage.mjs';
import { findOtherVersions, unreleasedChanges } from './versions.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bitplane-test-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** The findings in a package of these files. */
async function faultsOf(files) {
  const place = mkdtempSync(join(folder, 'package-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(place, path, '..'), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  await command('npm', ['pack', '--silent', '--ignore-scripts'], { cwd: place });
  return (await findFaults(join(place, tarballName(JSON.parse(files['package.json']))))).join('\n');
}

const manifest = publishedManifest(
  {
    name: '@bitplane/any',
    version: '1.2.3',
    description: 'Any.',
    license: 'MIT',
    private: true,
    scripts: {},
    exports: { '.': './src/index.ts', './test-support': './src/test-support/index.ts' },
  },
  { engines: { node: '>=20.19' }, commit: 'abc', files: ['dist'] },
);
const sound = {
  'package.json': JSON.stringify(manifest),
  'dist/index.js': '"use strict";\nexports.any = 1;\n//# sourceMappingURL=index.js.map\n',
  'dist/index.js.map': '{}',
  'dist/index.d.ts': 'export declare const any: number;\n',
};

test('a sound package has no fault', async () => {
  assert.equal(await faultsOf(sound), '');
  assert.deepEqual(Object.keys(manifest.exports), ['.', './package.json']);
  assert.deepEqual([manifest.gitHead, manifest.private, manifest.scripts], ['abc', undefined, undefined]);
});

test('publint, are-the-types-wrong and our own rules are asked', async () => {
  const untyped = { ...sound };
  delete untyped['dist/index.d.ts'];
  assert.match(await faultsOf(untyped), /publint: .*index\.d\.ts.*does not exist/);
  const defaultOnly = { ...sound, 'dist/index.d.ts': 'declare const any: number;\nexport default any;\n' };
  assert.match(await faultsOf(defaultOnly), /are-the-types-wrong: /);
  const leftover = {
    ...sound,
    'dist/index.js': `${sound['dist/index.js']}require('tsx/cjs'); require('./worker.ts');\n`,
    'dist/worker.ts': '',
    'dist/other.js': '//# sourceMappingURL=other.js.map',
  };
  const found = await faultsOf(leftover);
  for (const fault of [
    'index.js loads tsx',
    'index.js requires TypeScript',
    'worker.ts was not compiled',
    'lacks its source map',
  ])
    assert.ok(found.includes(fault), fault);
});

test('a program loads what its source is compiled to', () => {
  const text = "try {\n  require('tsx/cjs');\n  require('../src/a/b.ts');\n} catch {}\n";
  assert.equal(compiledProgram(text, 'any.js'), "try {\n  require('../dist/a/b.js');\n} catch {}\n");
  assert.throws(() => compiledProgram("require('../src/a.ts');", 'any.js'), /bin\/any\.js: expected one/);
});

test('tests and what they need stay at home', () => {
  const paths = ['src/a.ts', 'src/a.test.ts', 'src/test-support', 'src/test-support/b.ts', 'setup/c.test.mjs'];
  assert.deepEqual(paths.filter(isPublished), ['src/a.ts']);
});

test('one version everywhere, in the changelog too', () => {
  assert.deepEqual(findOtherVersions(root), []);
  const clone = join(folder, 'clone');
  const write = (path, text) => {
    mkdirSync(join(clone, path, '..'), { recursive: true });
    writeFileSync(join(clone, path), text);
  };
  for (const path of ['package.json', 'packages/a/package.json', 'test/package.json'])
    write(path, JSON.stringify({ version: '1.0.0', dependencies: { '@bitplane/b': '0.9.0' } }));
  write('tools/package.json', '{ "version": "1.1.0" }');
  write('packages/runtime-c/CMakeLists.txt', 'project(bitplane VERSION 1.0.0 LANGUAGES C)');
  write('CITATION.cff', 'cff-version: 1.2.0\nversion: 0.9.1\n');
  write('packages/runtime-c/package.json', '{ "version": "1.0.0" }');
  write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n### Added\n- More.\n\n## [0.9.0]\n');
  assert.deepEqual(findOtherVersions(clone), [
    'tools/package.json: expected version 1.0.0 as in package.json, got 1.1.0',
    'packages/a/package.json, @bitplane/b: expected version 1.0.0 as in package.json, got 0.9.0',
    'test/package.json, @bitplane/b: expected version 1.0.0 as in package.json, got 0.9.0',
    'CITATION.cff: expected version 1.0.0 as in package.json, got 0.9.1',
    'CHANGELOG.md: expected a section [1.0.0]',
  ]);
  assert.match(unreleasedChanges(clone), /under \[Unreleased\]/);
  write('CHANGELOG.md', '## [Unreleased]\n\n## [1.0.0]\n');
  assert.equal(unreleasedChanges(clone), null);
});

test('without --dry-run, changes that have no version are not released', async () => {
  if (unreleasedChanges(root) === null) return;
  const { exitCode, stderr } = await tryCommand(process.execPath, [join(root, 'tools/release/main.mjs')]);
  assert.equal(exitCode, 1);
  assert.match(stderr, /CHANGELOG\.md has entries under \[Unreleased\]/);
});
