import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { parseProbe, type Probe } from './board/probe';
import { toolchainFor } from './toolchains';

const probe = (changes: Partial<Probe>): Probe => ({
  ...parseProbe(''),
  system: 'Linux',
  machine: 'aarch64',
  architecture: 'aarch64',
  libc: 'glibc 2.36',
  ...changes,
});

test.each([
  ['a 64-bit board', {}, 'zig-aarch64-linux', 'gnu'],
  ['a 32-bit userland under a 64-bit kernel', { architecture: 'arm' }, 'zig-arm-linux', 'gnu'],
  ['a 32-bit board', { architecture: 'arm', machine: 'armv7l' }, 'zig-arm-linux', 'gnu'],
  ['a Raspberry Pi Zero', { architecture: 'arm', machine: 'armv6l' }, 'zig-armv6-linux', 'gnu'],
  ['a PC', { architecture: 'x86_64', machine: 'x86_64' }, 'zig-x86_64-linux', 'gnu'],
  ['a board without glibc', { libc: 'musl' }, 'zig-aarch64-linux', 'musl'],
  ['a board with an unknown libc', { libc: null }, 'zig-aarch64-linux', 'musl'],
  ['the stand-in, which is this computer', { standIn: true, architecture: 'x86_64' }, 'host', 'gnu'],
] as const)('builds for %s', (_, changes, name, libc) => {
  expect(toolchainFor('pi', probe(changes))).toEqual({ name, libc });
  const file = join(workspaceRoot(), `packages/runtime-c/cmake/toolchains/${name}.cmake`);
  expect(name === 'host' || existsSync(file)).toBe(true);
});

test('takes what the user chose', () => {
  expect(toolchainFor('pi', probe({}), 'gnu-aarch64').name).toBe('gnu-aarch64');
});

test.each([
  ['an ARM of before', { architecture: 'arm', machine: 'armv5tel' }],
  ['the old ARM ABI', { architecture: 'arm-softfloat', machine: 'armv7l' }],
  ['32-bit x86', { architecture: 'i386', machine: 'i686' }],
  ['another system', { system: 'FreeBSD' }],
])('says that nothing builds for %s', (_, changes) => {
  expect(() => toolchainFor('pi', probe(changes))).toThrow(/expected Linux on .*--program/);
});
