// Where the set-up works. BITPLANE_CACHE moves the cache, as in packages/cli/src/workspace.ts, which cannot be imported
// before `npm ci`.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const cacheFolder = (...parts) => resolve(process.env.BITPLANE_CACHE || join(root, '.cache'), ...parts);

export const modulesFolder = (...parts) => join(root, 'node_modules', ...parts);
