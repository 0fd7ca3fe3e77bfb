import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder, hasPip, onBoardProgram, workspaceRoot } from '@bitplane/cli';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { unzipSync } from 'fflate';
import { runWheelCommand } from './command';
import { readDylib } from './test-support/dylib';
import { buildWheel, wheelPackages } from './wheels';

const IS_NEW = 'import sys; sys.exit(sys.version_info < (3, 11))';
const canBuild = hasPip() && spawnSync('python3', ['-c', IS_NEW]).status === 0 && existsSync(onBoardProgram());
const testWithPython = skipUnless(canBuild, 'python3 of version 3.11 or later with pip, and the C runtime');

/** By zig, as users get it, where this machine can run that. */
const platform = process.platform === 'linux' && process.arch === 'x64' ? 'manylinux_2_17_x86_64' : 'host';

const python = (args: readonly string[], env: NodeJS.ProcessEnv, cwd: string) =>
  spawnSync('python3', ['-B', ...args], { env: { ...process.env, ...env }, cwd, encoding: 'utf8' });

testWithPython('a wheel, installed into an empty folder, passes its tests there', () => {
  const folder = temporaryFolder();
  const wheel = buildWheel(platform, folder);
  if (platform !== 'host') expect(basename(wheel)).toBe(`bitplane-0.2.0-py3-none-${platform}.whl`);
  const site = join(folder, 'site');
  const options = ['--quiet', '--no-index', '--no-deps', '--disable-pip-version-check', '--target', site];
  const installed = python(['-m', 'pip', 'install', ...options, wheel], { PIP_ROOT_USER_ACTION: 'ignore' }, folder);
  expect(`${installed.stdout}${installed.stderr}`).toBe('');

  const test = join(workspaceRoot(), 'packages/python/tests/test_model.py');
  const env = { PYTHONPATH: `${site}:${wheelPackages()}`, BITPLANE_PROGRAM: onBoardProgram(), BITPLANE_CPU: '' };
  const { status, stderr } = python([test], env, folder);
  expect({ status, failures: status === 0 ? '' : stderr }).toEqual({ status: 0, failures: '' });
  expect(stderr).toMatch(/Ran \d\d tests/);
});

const testCross = skipUnless(canBuild && existsSync(cacheFolder('ziglang/zig')), 'python3 with pip, and zig');

const MACS = [
  ['arm64', 0x0100000c],
  ['x86_64', 0x01000007],
] as const;
for (const [processor, cpu] of MACS)
  testCross(`a wheel for macOS on ${processor}: a library of that processor, whose functions are exported`, () => {
    const wheel = buildWheel(`macosx_11_0_${processor}`, temporaryFolder());
    expect(basename(wheel)).toBe(`bitplane-0.2.0-py3-none-macosx_11_0_${processor}.whl`);
    const files = unzipSync(readFileSync(wheel));
    expect(Object.keys(files).filter((name) => /libbitplane/.test(name))).toEqual(['bitplane/libbitplane.dylib']);
    const tags = Buffer.from(files['bitplane-0.2.0.dist-info/WHEEL']).toString();
    expect(tags).toContain(`Tag: py3-none-macosx_11_0_${processor}\n`);
    const { exported, ...library } = readDylib(files['bitplane/libbitplane.dylib']);
    expect(library).toEqual({
      ...{ cpu, fileType: 6, name: '@rpath/libbitplane.dylib', minSystem: '11.0' },
      libraries: ['/usr/lib/libSystem.B.dylib'],
      // Apple's own processors run nothing that is unsigned.
      isSigned: processor === 'arm64',
    });
    const declarations = readFileSync(join(workspaceRoot(), 'packages/python/bitplane/_library.py'), 'utf8');
    const called = [...declarations.matchAll(/_declare\("(\w+)"/g)].map(([, name]) => `_bitplane_${name}`);
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((name) => !exported.includes(name))).toEqual([]);
  });

test('the package stays within 200 lines', () => {
  const folder = join(workspaceRoot(), 'packages/python/bitplane');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.py'));
  const texts = sources.map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(texts.join('').split('\n').length - 1).toBeLessThanOrEqual(200);
});

test('an unknown platform is named', async () => {
  await expect(runWheelCommand(['--platform', 'win32'])).rejects.toThrow('got "win32"');
});
