// The npm packages of package-lock.json, without their install scripts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.mjs';
import { modulesFolder, root } from '../places.mjs';

const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

export const npmPackages = {
  name: 'npm-packages',
  gives: 'npm packages of the lock file',
  costOfMissing: 'nothing runs',
  needs: [],
  isDone: () => {
    // npm writes down what it has installed, as the last thing that it does.
    const installed = modulesFolder('.package-lock.json');
    return existsSync(installed) && isInstalled(readPackages(join(root, 'package-lock.json')), readPackages(installed));
  },
  run: () => command('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root }).then(() => undefined),
};

/** True where every package of the lock file is installed in its version; optional ones may be for other platforms. */
export const isInstalled = (locked, installed) =>
  Object.entries(locked)
    .filter(([path]) => path.startsWith('node_modules/'))
    .every(([path, { version, optional }]) =>
      path in installed ? installed[path].version === version : optional === true,
    );
