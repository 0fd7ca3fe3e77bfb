// Lays out a package as it is published: its sources in `dist`, to be compiled there, what travels with them, and a
// manifest that names what they are compiled to.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { modulesFolder, root } from '../setup/places.mjs';
import { isPublished } from './packages.mjs';

/** Makes `folder`/<name>. commit: what the sources are, or null where they differ from any commit. */
export function stagePackage({ name, extra, bin, isModule }, { folder, commit }) {
  const [from, to] = [join(root, 'packages', name), join(folder, name)];
  mkdirSync(to, { recursive: true });
  copy(join(from, 'src'), join(to, 'dist'));
  for (const [path, place] of Object.entries(extra)) copy(join(root, path), join(to, place));
  copy(join(from, 'README.md'), join(to, 'README.md'));
  copy(join(root, 'LICENSE'), join(to, 'LICENSE'));
  const hasPrograms = existsSync(join(from, 'bin'));
  if (hasPrograms) stagePrograms(join(from, 'bin'), join(to, 'bin'));
  const travels = ['dist', ...(hasPrograms ? ['bin'] : []), ...topFolders(Object.values(extra))];
  const manifest = publishedManifest(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')), {
    engines: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines,
    commit,
    files: travels,
    bin,
    isModule,
  });
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  // What the compiler resolves there is what the sources resolve here.
  const own = join(from, 'node_modules');
  if (existsSync(own)) symlinkSync(own, join(to, 'node_modules'));
}

/** The folder in which packages are staged finds the repository's dependencies. */
export function prepareStage(folder) {
  mkdirSync(folder, { recursive: true });
  symlinkSync(modulesFolder(), join(folder, 'node_modules'));
}

const copy = (from, to) => cpSync(from, to, { recursive: true, filter: isPublished });

const topFolders = (paths) => [...new Set(paths.map((path) => path.split('/')[0]))];

/** Each program loads what its TypeScript source was compiled to, without a loader. */
function stagePrograms(from, to) {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const text = readFileSync(join(from, name), 'utf8');
    writeFileSync(join(to, name), compiledProgram(text, name), { mode: 0o755 });
  }
}

const LOADER = /^ *require\('tsx\/cjs'\);\n/gm;
const SOURCE = /require\('\.\.\/src\/([\w/-]+)\.ts'\)/g;

/** Throws for a program that does not load one TypeScript source by tsx. */
export function compiledProgram(text, name) {
  if (text.match(LOADER)?.length !== 1 || text.match(SOURCE)?.length !== 1)
    throw new Error(
      `bin/${name}: expected one require('tsx/cjs') and one require('../src/….ts'), in lines of their own`,
    );
  return text
    .replace(LOADER, '')
    .replace(SOURCE, "require('../dist/$1.js')")
    .replace('run "npm run setup" first', 'install the package again');
}

/** The manifest for the registry: entries of dist instead of sources, nothing that only a clone uses. */
export function publishedManifest(manifest, { engines, commit, files, bin, isModule = false }) {
  const { name, version, description, license, dependencies, imports } = manifest;
  const programs = manifest.bin ?? bin;
  return {
    ...{ name, version, description, license },
    ...(commit === null ? {} : { gitHead: commit }),
    engines,
    type: isModule ? 'module' : 'commonjs',
    main: './dist/index.js',
    types: './dist/index.d.ts',
    exports: { ...compiledEntries(manifest.exports), './package.json': './package.json' },
    ...(imports === undefined ? {} : { imports }),
    ...(programs === undefined ? {} : { bin: programs }),
    files,
    ...(dependencies === undefined ? {} : { dependencies }),
    publishConfig: { access: 'public' },
  };
}

/** What the sources that a package exports are compiled to; what else it exports is for the repository alone. */
const compiledEntries = (exports) =>
  Object.fromEntries(
    Object.entries(exports).flatMap(([name, path]) => {
      const [, source] = /^\.\/src\/(.+)\.ts$/.exec(path) ?? [];
      if (source === undefined || !isPublished(path)) return [];
      return [[name, { types: `./dist/${source}.d.ts`, default: `./dist/${source}.js` }]];
    }),
  );
