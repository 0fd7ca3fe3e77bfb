// Who may import whom in TypeScript and JavaScript. A rule's comment ends the sentence 'FILE: imports "NAME", …'.
// `npm test -- --only boundaries` holds it; tools/boundaries/find-import-violations.test.mjs breaks each rule once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PRODUCTS = ['packages/trainer', 'packages/converter', 'packages/deployer'];

/** Workspace → the workspaces that it may import, and then must have among its dependencies. */
const MAY_IMPORT = {
  'packages/model': [],
  'packages/cli': ['packages/model'],
  'packages/data': ['packages/model', 'packages/cli'],
  'packages/converter': ['packages/model', 'packages/cli'],
  'packages/trainer': ['packages/model', 'packages/cli', 'packages/data'],
  'packages/deployer': ['packages/model', 'packages/cli', 'packages/data'],
  'packages/runtime-c': [],
  'packages/wasm': ['packages/model'],
  'packages/playground': ['packages/model', 'packages/cli', 'packages/wasm', 'packages/converter'],
  test: ['packages/model', 'packages/cli', 'packages/wasm', ...PRODUCTS],
  tools: ['packages/model', 'packages/cli', 'packages/data', 'packages/wasm', ...PRODUCTS],
};

const WORKSPACE = '^(packages/[^/]+|test|tools)/';
const TESTS = String.raw`\.test\.(ts|mjs)$|/test-support/`;
const LOWERING = 'packages/converter/src/importers/lowering/';
const PASSES = 'packages/converter/src/passes/';
/** Names for what builds make or the set-up fetches, which is not in the repository. */
const BUILT = '^(#inline-modules|virtual:|onnxruntime-web)';

const readManifest = (workspace) =>
  JSON.parse(readFileSync(join(import.meta.dirname, workspace, 'package.json'), 'utf8'));

/** A workspace's dependencies are what its package.json lists. */
function direction([workspace, mayImport]) {
  const { dependencies = {}, devDependencies = {} } = readManifest(workspace);
  const listed = mayImport.filter((other) => readManifest(other).name in { ...dependencies, ...devDependencies });
  return {
    name: `direction-of-${workspace}`,
    comment: `which ${workspace} may not do, or does not list among its dependencies`,
    from: { path: `^${workspace}/` },
    to: { path: WORKSPACE, pathNot: [workspace, ...listed].map((each) => `^${each}/`) },
  };
}

const RULES = [
  {
    name: 'no-circle',
    comment: 'from which imports lead back to it: move what both need into a file of its own',
    from: {},
    to: { circular: true },
  },
  ...Object.entries(MAY_IMPORT).map(direction),
  {
    name: 'by-public-name',
    comment: 'which lies in another package: import that by its name',
    from: { path: WORKSPACE },
    to: { path: WORKSPACE, pathNot: '^$1/', dependencyTypesNot: ['aliased-workspace'] },
  },
  {
    name: 'own-name',
    comment: 'which is its own package: import the file; only an example is written as its reader will write it',
    from: { path: WORKSPACE, pathNot: '^packages/[^/]+/examples/' },
    // A version of a dependency that only this package uses lies in its own node_modules.
    to: { path: '^$1/', pathNot: '/node_modules/', dependencyTypes: ['aliased-workspace'] },
  },
  {
    name: 'resolves',
    comment: 'which is not there, or lies inside another package: use what that exports',
    from: {},
    to: { couldNotResolve: true, pathNot: BUILT },
  },
  {
    name: 'listed-dependency',
    comment: 'which is not among the dependencies of its package',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'test-support-for-tests',
    comment: 'which is there for tests alone',
    from: { path: WORKSPACE, pathNot: TESTS },
    to: { path: TESTS },
  },
  {
    name: 'model-is-pure',
    comment: 'which packages/model/src/ may not do: bytes in, bytes out; of Node it uses only what computes',
    from: { path: '^packages/model/src/', pathNot: TESTS },
    to: { dependencyTypes: ['core'], pathNot: '^zlib$' },
  },
  {
    name: 'wasm-is-alone',
    comment: 'which packages/wasm/src/ may not do: it is a page without any dependency that runs there',
    from: { path: '^packages/wasm/src/', pathNot: TESTS },
    to: { pathNot: ['^packages/wasm/(src|build)/', BUILT] },
  },
  {
    name: 'ssh2-in-one-folder',
    comment: 'which only packages/deployer/src/ssh/ and its tests may do',
    from: { pathNot: '^packages/deployer/src/(ssh|test-support)/' },
    to: { path: '(^|/)node_modules/(@types/)?ssh2/' },
  },
  {
    name: 'tensorflow-in-the-trainer',
    comment: 'which only packages/trainer/ may do',
    from: { pathNot: '^packages/trainer/' },
    to: { path: '(^|/)node_modules/@tensorflow/' },
  },
  {
    name: 'lowering-knows-no-source',
    comment: `which ${LOWERING} must not know: give it as plain data`,
    from: { path: `^${LOWERING}`, pathNot: TESTS },
    to: { path: '^packages/converter/', pathNot: `^${LOWERING}` },
  },
  {
    name: 'passes-know-no-source',
    comment: `which ${PASSES} must not know: give it as plain data`,
    from: { path: `^${PASSES}`, pathNot: TESTS },
    to: { path: '^packages/converter/', pathNot: [`^${PASSES}`, `^${LOWERING}`] },
  },
];

export default {
  forbidden: RULES.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/runtime-c/build' },
    // Imports of types count: who needs another's types cannot be read without it.
    tsPreCompilationDeps: true,
    // The root's devDependencies are every workspace's tools.
    combinedDependencies: true,
    exoticRequireStrings: ['require.resolve'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
