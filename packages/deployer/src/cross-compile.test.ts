import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFolder, cacheFolder } from '@bitplane/model';
import { ELF_HEAD_NBYTES, elfArchitecture } from './board/elf';
import { crossCompile } from './cross-compile';

const { signal } = new AbortController();
const hasZig = existsSync(process.env.BITPLANE_ZIG ?? cacheFolder('ziglang', 'zig'));
if (!hasZig && process.env.CI) throw new Error('expected zig in the cache: run "npm run setup"');

(hasZig ? test : test.skip)(
  'builds for a 64-bit ARM board, for two who ask at once, and later in no time',
  async () => {
    const build = () => crossCompile({ name: 'zig-aarch64-linux', libc: 'gnu' }, signal);
    const [program, same] = await Promise.all([build(), build()]);
    expect(same).toBe(program);
    expect(elfArchitecture(readFileSync(program).subarray(0, ELF_HEAD_NBYTES))).toBe('aarch64');
    expect(await build()).toBe(program);
  },
  120_000,
);

test('lists the toolchains where the named one is not known', async () => {
  await expect(crossCompile({ name: 'none', libc: 'gnu' }, signal)).rejects.toThrow(
    /--toolchain: expected one of host, .*zig-aarch64-linux.*, got "none"/,
  );
});

describe('in an empty cache', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitplane-cache-'));
    process.env.BITPLANE_CACHE = folder;
  });
  afterEach(() => {
    delete process.env.BITPLANE_CACHE;
    rmSync(folder, { recursive: true });
  });

  test('names the set-up where zig is missing', async () => {
    await expect(crossCompile({ name: 'zig-arm-linux', libc: 'gnu' }, signal)).rejects.toMatchObject({
      code: 'E_SETUP',
      message: expect.stringContaining('npm run setup') as string,
    });
  });

  test('has a build folder for each of two workspaces, which CMake would not let them share', () => {
    const configure = (workspace: string, build: string) => {
      mkdirSync(join(folder, workspace), { recursive: true });
      writeFileSync(
        join(folder, workspace, 'CMakeLists.txt'),
        'cmake_minimum_required(VERSION 3.21)\nproject(any NONE)\n',
      );
      return spawnSync('cmake', ['-S', join(folder, workspace), '-B', build], { encoding: 'utf8' });
    };
    const folderOf = (workspace: string) => buildFolder('zig', join(folder, workspace));
    expect(configure('one', folderOf('one')).status).toBe(0);
    expect(configure('two', folderOf('two')).status).toBe(0);
    expect(configure('two', folderOf('one')).stderr).toContain('does not match the source');
  });
});
