// Where the set-up works. In a clone it runs before `npm ci`, and so has a rule of its own for the cache, that of
// packages/cli/src/workspace.ts. It also travels in @bitplane/cli, beside what that is compiled to.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const compiled = join(here, '../dist/index.js');

/** Whether it came from npm. */
export const isInstalled = existsSync(compiled);

/** The clone's root folder, or where the user of installed packages works. */
export const root = isInstalled ? process.cwd() : join(here, '../..');

const cacheOfClone = (...parts) => resolve(process.env.BITPLANE_CACHE || join(root, '.cache'), ...parts);

export const cacheFolder = isInstalled ? createRequire(import.meta.url)(compiled).cacheFolder : cacheOfClone;

/** Where npm puts packages: of installed ones, where this one is. */
export const modulesFolder = (...parts) =>
  join(isInstalled ? join(here, '../../..') : join(root, 'node_modules'), ...parts);

/** How the set-up is started. */
export const START = isInstalled ? 'npx bitplane-setup' : 'npm run setup --';
