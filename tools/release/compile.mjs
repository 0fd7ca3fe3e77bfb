// Compiles the staged packages by TypeScript's own compiler: one CommonJS file, one declaration and one source map per
// source, which then is in the map alone. A bundler would break what the code finds beside itself (workers, pages,
// scripts of Python) and would copy classes such as BitplaneError into each package; two formats would make two of each
// class in one process.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../setup/command.mjs';
import { modulesFolder, root } from '../setup/places.mjs';
import { sourceFiles } from '../source-files.mjs';

/** Compiles every package of the folder where its sources are, and removes these. packages: see packages.mjs. */
export async function compilePackages(folder, packages) {
  for (const module of ['commonjs', 'nodenext']) {
    const config = join(folder, `tsconfig.${module}.json`);
    const names = packages
      .filter(({ isModule = false }) => isModule === (module === 'nodenext'))
      .map(({ name }) => name);
    writeFileSync(config, JSON.stringify(settingsFor(module, names)));
    await command(process.execPath, [modulesFolder('typescript/bin/tsc'), '--project', config]);
  }
  for (const { name } of packages)
    for (const path of sourceFiles(join(folder, name, 'dist'), ['.ts']))
      if (!path.endsWith('.d.ts')) rmSync(join(folder, name, 'dist', path));
}

const settingsFor = (module, names) => ({
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    ...{ noEmit: false, declaration: true, sourceMap: true, inlineSources: true, module },
    moduleResolution: module === 'nodenext' ? module : 'bundler',
    // Node finds a module of ours by its whole name, which is .js once it is compiled.
    rewriteRelativeImportExtensions: true,
    // The suite `types` checks the same sources, and the users' declarations are checked where they are installed.
    noCheck: true,
    paths: { '@bitplane/*': ['./*/dist/index.ts'] },
  },
  include: names.map((name) => `${name}/dist`),
});
