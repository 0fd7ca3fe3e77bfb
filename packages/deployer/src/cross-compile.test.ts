import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildFolder, cacheFolder, workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { ELF_HEAD_NBYTES, elfArchitecture } from './board/elf';
import { crossCompile } from './cross-compile';
import { runCMake } from './run-cmake';
import type { Toolchain } from './toolchains';

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

const readElf = (words: string, program: string): string =>
  spawnSync('readelf', [words, program], { encoding: 'utf8' }).stdout;

/** n of the newest glibc 2.n that a program needs. */
function newestGlibc(program: string): number {
  const versions = [...readElf('-V', program).matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  expect(versions.length).toBeGreaterThan(0);
  return Math.max(...versions);
}

(hasZig ? test : test.skip)(
  'a program for 64-bit RISC-V needs glibc 2.27, the first one there',
  async () => {
    const program = await crossCompile({ name: 'zig-riscv64-linux', libc: 'gnu' }, signal);
    expect(newestGlibc(program)).toBeLessThanOrEqual(27);
  },
  300_000,
);

(hasZig ? test : test.skip).each<Toolchain>([
  { name: 'zig-aarch64-linux', libc: 'gnu' },
  { name: 'zig-arm-linux', libc: 'gnu' },
  { name: 'zig-armv6-linux', libc: 'gnu' },
])(
  'a program by $name needs glibc 2.17 of 2012, and has segments for pages of 4, 16 and 64 kB',
  async (toolchain) => {
    const program = await crossCompile(toolchain, signal);
    expect(newestGlibc(program)).toBeLessThanOrEqual(17);
    // "LOAD 0x000000 0x0000000000010000 0x0000000000010000 0x1a2b4 0x1a2b4 R E 0x10000"
    const segments = [...readElf('-lW', program).matchAll(/^ *LOAD +(0x\w+) +(0x\w+) .* (0x\w+)$/gm)];
    expect(segments.length).toBeGreaterThan(1);
    for (const [, offset, address, alignment] of segments) {
      expect(Number(alignment)).toBe(0x10000);
      expect((Number(address) - Number(offset)) % 0x10000).toBe(0);
    }
  },
  300_000,
);

const qemu = spawnSync('qemu-arm-static', ['--version']).status === 0;

(hasZig && qemu ? describe : describe.skip)('for a Raspberry Pi Zero', () => {
  // A static program: Debian's own libraries for ARM are for ARMv7.
  test('no instruction is too new', async () => {
    const program = await crossCompile({ name: 'zig-armv6-linux', libc: 'musl' }, signal);
    expect(readElf('-A', program)).toMatch(/CPU_arch: v6\n/);
    const vectors = join(workspaceRoot(), 'test/vectors/random-1');
    const words = ['verify', '--model', join(vectors, 'model.bpm'), '--golden', join(vectors, 'golden.bpv')];
    const { stdout, stderr } = spawnSync('qemu-arm-static', ['-cpu', 'arm1176', program, ...words], {
      encoding: 'utf8',
    });
    expect([stderr, stdout]).toEqual(['', expect.stringContaining('"mismatches":0')]);
  }, 600_000);
});

test('lists the toolchains where the named one is not known', async () => {
  await expect(crossCompile({ name: 'none', libc: 'gnu' }, signal)).rejects.toThrow(
    /--toolchain: expected one of host, (?!.*find-zig).*zig-aarch64-linux.*, got "none"/,
  );
});

describe('a build folder that was made elsewhere', () => {
  let folder: string;
  beforeEach(() => (folder = realpathSync(temporaryFolder())));

  const cmake = (...args: string[]) => spawnSync('cmake', args, { encoding: 'utf8' });
  /** A clone with the script and next to nothing to build, configured as `npm run setup` does. */
  const clone = (name: string) => {
    const root = join(folder, name);
    mkdirSync(join(root, 'cmake'), { recursive: true });
    const script = 'cmake/forget-moved-build.cmake';
    copyFileSync(join(workspaceRoot(), 'packages/runtime-c', script), join(root, script));
    writeFileSync(join(root, 'CMakeLists.txt'), 'cmake_minimum_required(VERSION 3.21)\nproject(any NONE)\n');
    expect(configure(root).status).toBe(0);
    writeFileSync(join(root, 'build/host/made'), '');
    return root;
  };
  const configure = (root: string) => cmake('-S', root, '-B', join(root, 'build/host'));
  const forget = (root: string, ...args: string[]) =>
    cmake(...args, '-P', join(root, 'cmake/forget-moved-build.cmake'));
  const isKept = (root: string) => existsSync(join(root, 'build/host/made'));

  test('is rejected by CMake, and removed, in a clone that was moved', () => {
    const moved = join(folder, 'moved');
    renameSync(clone('clone'), moved);
    expect(configure(moved).status).toBe(1);
    expect(forget(moved).status).toBe(0);
    expect([isKept(moved), configure(moved).status]).toEqual([false, 0]);
  });

  test('is removed from a copy, and kept in the clone that was copied', () => {
    const [original, copy] = [clone('clone'), join(folder, 'a copy')];
    cpSync(original, copy, { recursive: true });
    for (const root of [original, copy]) expect(forget(root).status).toBe(0);
    expect([original, copy].map(isKept)).toEqual([true, false]);
  });

  test('is kept where the clone is reached through a link', () => {
    const [original, link] = [clone('clone'), join(folder, 'link')];
    symlinkSync(original, link);
    forget(link, '-D', `BUILD=${join(link, 'build/host')}`);
    expect(isKept(original)).toBe(true);
  });
});

test('quotes the first error of a build that fails', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'CMakeLists.txt'), 'project(any NONE)\nmessage(FATAL_ERROR "no such thing")\n');
  const options = { cwd: folder, log: join(folder, 'log'), signal, onPercent: () => undefined };
  const failing = runCMake(['-S', folder, '-B', join(folder, 'build')], options);
  await expect(failing).rejects.toThrow(/could not configure, exit code 1 \(CMake Error .*: no such thing\): .*log$/);
});

describe('in an empty cache', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    process.env.BITPLANE_CACHE = folder;
  });
  afterEach(() => void delete process.env.BITPLANE_CACHE);

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
