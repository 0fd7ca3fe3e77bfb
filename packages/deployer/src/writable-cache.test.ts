// Another user's clone: everything in it may be read. The user who may not write is `nobody`, which takes root to
// become.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';

const NOBODY = 65534;
const uid = process.getuid?.() === 0 ? NOBODY : undefined;
const mayRead = spawnSync('test', ['-r', __filename], { uid }).status === 0;
const testIf = mayRead ? test : test.skip;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  chmodSync(folder, 0o755);
  mkdirSync(cache(), { mode: 0o755 });
  mkdirSync(join(folder, 'home'));
});

const cache = () => join(folder, 'cache');

/** What writableFolder returns for a folder of the cache, to a user who may write only the home. */
function ask(home: string, changes: Record<string, string> = {}): string {
  const script = `
    require(${JSON.stringify(require.resolve('tsx/cjs'))});
    const { writableFolder } = require(${JSON.stringify(join(__dirname, 'writable-cache.ts'))});
    const { cacheFolder } = require(${JSON.stringify(join(workspaceRoot(), 'packages/cli/src/workspace.ts'))});
    try { console.log(writableFolder(cacheFolder('build', 'host'))) } catch (error) { console.log(error.message) }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    uid,
    env: { PATH: process.env.PATH, HOME: home, BITPLANE_CACHE: cache(), ...changes },
    encoding: 'utf8',
  });
  return stdout.trim() || stderr;
}

testIf("a cache that may be written is used, and the user's own where it may not", () => {
  chmodSync(cache(), 0o777);
  expect(ask(join(folder, 'home'))).toBe(join(cache(), 'build/host'));
  chmodSync(cache(), 0o555);
  chmodSync(join(folder, 'home'), 0o777);
  expect(ask(join(folder, 'home'))).toBe(join(folder, 'home/.cache/bitplane/build/host'));
  expect(ask('', { XDG_CACHE_HOME: join(folder, 'home') })).toBe(join(folder, 'home/bitplane/build/host'));
});

testIf('a user who may write neither is told which variable to set', () => {
  chmodSync(cache(), 0o555);
  chmodSync(join(folder, 'home'), 0o555);
  expect(ask(join(folder, 'home'))).toMatch(
    /^expected a folder to work in, .*cache\/build\/host or .*: set BITPLANE_CACHE/,
  );
  expect(ask('')).toMatch(/set BITPLANE_CACHE/);
});
