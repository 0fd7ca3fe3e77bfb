// test/installed-packages.test.ts uses the packages that the release script makes.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeFolder } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { hashSources, PREBUILT_PACKAGES, sha256 } from './prebuilt-package';
import { prebuiltProgram } from './prebuilt-program';

const PROGRAM = Buffer.from('\x7fELF, as far as this test needs it');

let folder: string;
const find = (name: string) => join(folder, name);

function writePackages(statement: object): void {
  for (const name of Object.values(PREBUILT_PACKAGES)) {
    mkdirSync(find(name), { recursive: true });
    writeFileSync(join(find(name), 'bitplane'), PROGRAM);
    writeFileSync(join(find(name), 'program.json'), JSON.stringify(statement));
  }
}

beforeEach(() => (folder = temporaryFolder()));

test('each toolchain has its own, some have none', () => {
  expect(prebuiltProgram('zig-arm-linux', find)).toBeNull();
  writePackages({ sources: hashSources(runtimeFolder()), program: sha256(PROGRAM) });
  expect(prebuiltProgram('zig-arm-linux', find)).toEqual({ name: '@bitplane/program-linux-armv7', program: PROGRAM });
  expect(prebuiltProgram('zig-aarch64-linux', find)!.name).toBe('@bitplane/program-linux-arm64');
  expect(prebuiltProgram('zig-armv6-linux', find)).toBeNull();
  expect(prebuiltProgram('gnu-arm', find)).toBeNull();
});

test('of other sources it is not used, and a damaged one is an error', () => {
  const print = jest.spyOn(console, 'log').mockImplementation();
  writePackages({ sources: sha256(PROGRAM), program: sha256(PROGRAM) });
  expect(prebuiltProgram('zig-x86_64-linux', find)).toBeNull();
  expect(print).toHaveBeenCalledWith(expect.stringContaining('built from other sources'));
  print.mockRestore();
  writePackages({ sources: hashSources(runtimeFolder()), program: sha256(Buffer.of()) });
  expect(() => prebuiltProgram('zig-x86_64-linux', find)).toThrow(/expected SHA-256 e3b0c442.*install @bitplane/);
});

test('any change of the sources changes the hash, and nothing else does', () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('CMakeLists.txt', 'project(any)');
  write('src/ops/a.c', 'int a;');
  const before = hashSources(folder);
  write('README.md', 'text');
  write('build/host/a.o', 'object');
  expect(hashSources(folder)).toBe(before);
  const copy = join(folder, 'build/copy');
  cpSync(join(folder, 'src'), join(copy, 'src'), { recursive: true });
  cpSync(join(folder, 'CMakeLists.txt'), join(copy, 'CMakeLists.txt'));
  expect(hashSources(copy)).toBe(before);
  write('src/ops/a.c', 'int b;');
  const changed = hashSources(folder);
  write('src/ops/b.c', '');
  expect(new Set([before, changed, hashSources(folder)]).size).toBe(3);
});
