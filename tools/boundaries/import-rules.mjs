// Who may import whom among the workspaces.
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

const PRODUCTS = ['@bitplane/trainer', '@bitplane/converter', '@bitplane/deployer'];

/** Our packages that a workspace may import. Whatever is not listed here may import none. */
const MAY_IMPORT = {
  '@bitplane/cli': ['@bitplane/model'],
  '@bitplane/data': ['@bitplane/model', '@bitplane/cli'],
  '@bitplane/trainer': ['@bitplane/model', '@bitplane/cli', '@bitplane/data'],
  '@bitplane/converter': ['@bitplane/model', '@bitplane/cli'],
  '@bitplane/deployer': ['@bitplane/model', '@bitplane/cli', '@bitplane/data'],
  '@bitplane/e2e': ['@bitplane/model', '@bitplane/cli', ...PRODUCTS],
  '@bitplane/tools': ['@bitplane/model', '@bitplane/cli', ...PRODUCTS],
};

/** Packages that only one folder may import. */
const RESERVED = [
  { packages: /^ssh2$/, folder: 'packages/deployer/src/ssh/' },
  { packages: /^@tensorflow\//, folder: 'packages/trainer/' },
];

/** Folder → the only folders of its package that it may import: it does not know where a network comes from. Its tests may. */
const CLOSED = {
  'packages/converter/src/importers/lowering/': ['packages/converter/src/importers/lowering/'],
  'packages/converter/src/passes/': ['packages/converter/src/passes/', 'packages/converter/src/importers/lowering/'],
};

/** It takes bytes and gives bytes, and touches nothing else; of Node it may only use what computes. Its tests may use all of it. */
const PURE = { folder: 'packages/model/src/', builtins: ['node:zlib'] };

const touchesMore = (path, specifier) =>
  path.startsWith(PURE.folder) && !path.endsWith('.test.ts') && !PURE.builtins.includes(specifier);

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/**
 * Violations, one sentence each.
 * workspaces: [{ folder, manifest: its package.json, files: [{ path, text }] }], paths relative to the repository's root;
 * everyMay: the names of the packages that every workspace may import (the root's tools).
 */
export const findImportViolations = (workspaces, everyMay = []) =>
  workspaces.flatMap(({ folder, manifest, files }) => {
    const dependencies = [...Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }), ...everyMay];
    return files.flatMap(({ path, text }) =>
      importsOf(text).flatMap((specifier) => {
        const fault = specifier.startsWith('.')
          ? relativeFault(folder, path, specifier)
          : packageFault(manifest.name, dependencies, { path, specifier });
        return fault === null ? [] : [`${path}: imports "${specifier}", ${fault}`];
      }),
    );
  });

const importsOf = (text) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

function relativeFault(folder, path, specifier) {
  const imported = join(dirname(path), specifier);
  if (!imported.startsWith(`${folder}/`)) return 'which lies in another package: import that by its name';
  const closed = Object.keys(CLOSED).find((each) => path.startsWith(each));
  if (closed === undefined || path.endsWith('.test.ts')) return null;
  const mayImport = CLOSED[closed].some((each) => `${imported}/`.startsWith(each));
  return mayImport ? null : `which ${closed} must not know: give it as plain data`;
}

function packageFault(importer, dependencies, { path, specifier }) {
  const name = packageOf(specifier);
  if (isBuiltin(specifier))
    return touchesMore(path, specifier) ? `which ${PURE.folder} may not do: bytes in, bytes out` : null;
  // An example is written as its reader will write it: by the public name.
  if (specifier === importer && /^packages\/[^/]+\/examples\//.test(path)) return null;
  const reserved = RESERVED.find(({ packages }) => packages.test(name));
  if (reserved !== undefined && !path.startsWith(reserved.folder)) return `which only ${reserved.folder} may do`;
  if (name.startsWith('@bitplane/') && !MAY_IMPORT[importer]?.includes(name)) return `which ${importer} may not do`;
  if (name.startsWith('@bitplane/') && specifier !== name)
    return 'which reaches inside another package: use what it exports';
  return dependencies.includes(name) ? null : `which is not among the dependencies of ${importer}`;
}
