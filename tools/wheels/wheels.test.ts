import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hasPip, onBoardProgram, workspaceRoot } from '@bitplane/cli';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { runWheelCommand } from './command';
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

test('the package stays within 200 lines', () => {
  const folder = join(workspaceRoot(), 'packages/python/bitplane');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.py'));
  const texts = sources.map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(texts.join('').split('\n').length - 1).toBeLessThanOrEqual(200);
});

test('an unknown platform is named', async () => {
  await expect(runWheelCommand(['--platform', 'win32'])).rejects.toThrow('got "win32"');
});
