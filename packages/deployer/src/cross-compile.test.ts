import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '@bitplane/model';
import { ELF_HEAD_NBYTES, elfArchitecture } from './board/elf';
import { crossCompile } from './cross-compile';

const { signal } = new AbortController();
const hasZig = existsSync(process.env.BITPLANE_ZIG ?? cacheFolder('ziglang', 'zig'));
if (!hasZig && process.env.CI) throw new Error('expected zig in the cache: run "npm run setup"');

(hasZig ? test : test.skip)(
  'builds for a 64-bit ARM board, and a second time in no time',
  async () => {
    const build = () => crossCompile({ name: 'zig-aarch64-linux', libc: 'gnu' }, signal);
    const program = await build();
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
});
