// By the real pip, without a network: the package is a wheel that Python writes here.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasPip, installPythonPackages, packagesFolder } from './python-packages';
import { skipUnless, temporaryFolder } from './test-support';

const WRITE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    info = "tiny-1.0.dist-info/"
    wheel.writestr("tiny.py", "answer = 42\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr(info + "RECORD", "")
`;

const testWithPip = skipUnless(hasPip(), 'python3 with pip');
const failure = (reason: string): Error => new Error(`failed: ${reason}`);

function packagesOf(list: string): { folder: string; requirements: string } {
  const root = temporaryFolder();
  const requirements = join(root, 'requirements.txt');
  writeFileSync(requirements, list);
  return { folder: join(root, 'cache/packages'), requirements };
}

testWithPip('packages are installed once, and Python finds them', () => {
  const wheel = join(temporaryFolder(), 'tiny-1.0-py3-none-any.whl');
  execFileSync('python3', ['-c', WRITE_WHEEL, wheel]);
  const packages = { ...packagesOf(wheel), what: 'tiny', failure };
  expect(installPythonPackages(packages)).toBe(packages.folder);
  const env = { ...process.env, PYTHONPATH: packages.folder };
  expect(execFileSync('python3', ['-c', 'import tiny; print(tiny.answer)'], { env, encoding: 'utf8' })).toBe('42\n');
  writeFileSync(packages.requirements, 'no-such-file.whl');
  expect(installPythonPackages(packages)).toBe(packages.folder);
});

testWithPip('a list that pip cannot install is said, and leaves nothing', () => {
  const packages = { ...packagesOf('no-such-file.whl'), what: 'nothing', failure };
  expect(() => installPythonPackages(packages)).toThrow('failed: pip could not install nothing, see its message above');
  expect(existsSync(packages.folder)).toBe(false);
  expect(readdirSync(join(packages.folder, '..'))).toEqual([]);
});

test('another list is another folder', () => {
  const [one, two, same] = ['a==1\n', 'a==2\n', 'a==1\n'].map((list) =>
    packagesFolder('tools', packagesOf(list).requirements),
  );
  expect(one).toMatch(/tools-[0-9a-f]{12}$/);
  expect(two).not.toBe(one);
  expect(same).toBe(one);
});
