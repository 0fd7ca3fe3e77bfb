// Without a network: what the lists say, and what is made of a wheel that Python writes here.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { ENGINES } from './engines';
import { releaseOf } from './packages';
import { PEERS } from './peers';

const FOLDER = join(__dirname, 'packages');

test('every list pins every package, the library first, and is one that a peer or an engine has', () => {
  const used = new Set<string>([...PEERS, ...ENGINES].map(({ packages }) => packages));
  expect(readdirSync(FOLDER).sort()).toEqual([...used].map((list) => `${list}.txt`).sort());
  for (const file of readdirSync(FOLDER)) {
    const lines = readFileSync(join(FOLDER, file), 'utf8').trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^(#.*|[A-Za-z0-9-]+==\d[\w.]*)$/);
    expect(lines[0]).toMatch(/==/);
  }
  expect(releaseOf('lce')).toMatch(/^larq-compute-engine \d/);
});

const WRITE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tiny/__init__.py", "answer = 42\\n")
    wheel.writestr("tiny-1.0.data/data/lib/libtiny.so", "library")
    wheel.writestr("tiny-1.0.data/data/lib/libtiny.so.1", "library")
    wheel.writestr("tiny-1.0.data/platlib/other.py", "")
`;

test('a wheel is unpacked with what belongs beside its packages; copies are links', () => {
  const root = temporaryFolder();
  const [wheels, folder] = [join(root, 'wheels'), join(root, 'folder')];
  mkdirSync(wheels);
  execFileSync('python3', ['-c', WRITE_WHEEL, join(wheels, 'tiny-1.0-py3-none-any.whl')]);
  execFileSync('python3', ['-B', join(__dirname, 'python/unpack_wheels.py'), wheels, folder]);
  expect(readdirSync(folder).sort()).toEqual(['lib', 'other.py', 'tiny']);
  expect(readFileSync(join(folder, 'lib/libtiny.so.1'), 'utf8')).toBe('library');
  expect(statSync(join(folder, 'lib/libtiny.so')).nlink).toBe(2);
});
