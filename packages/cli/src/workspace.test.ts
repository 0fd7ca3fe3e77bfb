import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  buildFolder,
  cacheFolder,
  cifar10Folder,
  decodedFolder,
  isNetworkFile,
  networkName,
  onBoardProgram,
  outFolder,
  userPath,
  workspaceRoot,
} from './workspace';

const ENVIRONMENT = { ...process.env };

beforeEach(() => {
  for (const name of ['NX_WORKSPACE_ROOT', 'BITPLANE_CACHE', 'BITPLANE_DECODED', 'BITPLANE_OUT', 'BITPLANE_PROGRAM'])
    delete process.env[name];
});
afterAll(() => {
  process.env = ENVIRONMENT;
});

test('the root is the folder that holds the packages', () => {
  expect(existsSync(join(workspaceRoot(), 'packages/model/package.json'))).toBe(true);
});

test("a user's path counts from where the command was typed, under Nx from the workspace's root", () => {
  expect(userPath('a/b')).toBe(resolve('a/b'));
  process.env.NX_WORKSPACE_ROOT = resolve('/workspace');
  expect(userPath('a/b')).toBe(resolve('/workspace/a/b'));
  expect(userPath(resolve('/a'))).toBe(resolve('/a'));
});

test('the environment moves cache and output', () => {
  expect(cifar10Folder()).toBe(join(workspaceRoot(), '.cache/cifar-10'));
  process.env.BITPLANE_CACHE = resolve('/cache');
  process.env.BITPLANE_OUT = resolve('/results');
  expect(cacheFolder('a', 'b')).toBe(resolve('/cache/a/b'));
  expect(outFolder('reference')).toBe(resolve('/results/reference'));
});

test('decoded images are in the cache, or elsewhere', () => {
  process.env.BITPLANE_CACHE = resolve('/cache');
  expect(decodedFolder('a')).toBe(resolve('/cache/decoded/a'));
  process.env.BITPLANE_DECODED = resolve('/disk');
  expect(decodedFolder('a')).toBe(resolve('/disk/a'));
});

test('an empty variable of the environment counts as none', () => {
  const found = () => [cacheFolder(), decodedFolder(), outFolder(), onBoardProgram()];
  const unset = found();
  for (const name of ['BITPLANE_CACHE', 'BITPLANE_DECODED', 'BITPLANE_OUT', 'BITPLANE_PROGRAM']) process.env[name] = '';
  expect(found()).toEqual(unset);
});

test('what is built lies in the cache, under a name that other workspaces do not have', () => {
  process.env.BITPLANE_CACHE = resolve('/cache');
  expect(buildFolder('zig')).toMatch(new RegExp(`^${resolve('/cache/build')}.zig-[0-9a-f]{8}$`));
  expect(buildFolder('zig')).toBe(buildFolder('zig', workspaceRoot()));
  expect(buildFolder('zig')).not.toBe(buildFolder('zig', resolve('/clone')));
});

test.each([
  ['reference', 'reference'],
  ['./nets/small.ts', 'small'],
  ['/somewhere/small.mjs', 'small'],
  ['v1.5', 'v1.5'],
  ['out.d.ts', 'out.d'],
])('the network %s is called %s', (network, name) => {
  expect(networkName(network)).toBe(name);
  expect(isNetworkFile(network)).toBe(/[jt]s$/.test(network));
});

test('the on-board program is the host build unless another is named', () => {
  expect(onBoardProgram()).toBe(join(workspaceRoot(), 'packages/runtime-c/build/host/bitplane'));
  process.env.BITPLANE_PROGRAM = resolve('/bin/other');
  expect(onBoardProgram()).toBe(resolve('/bin/other'));
});

test('a relative folder of the environment counts like a path that was typed', () => {
  process.env.NX_WORKSPACE_ROOT = resolve('/workspace');
  process.env.BITPLANE_CACHE = 'cache';
  expect(cacheFolder('a')).toBe(resolve('/workspace/cache/a'));
});
