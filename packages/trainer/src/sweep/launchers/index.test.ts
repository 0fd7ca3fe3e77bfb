import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { choosePlaces } from '.';
import { failureOf } from './failure-of';

const before = process.env.PATH;
afterEach(() => void (process.env.PATH = before));

/** Another program that is called mpirun, first in the path. */
function putMpirun(version: string): void {
  const folder = join(temporaryFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'mpirun'), `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });
  process.env.PATH = `${folder}${delimiter}${before}`;
}

const OPEN_MPI = 'mpirun (Open MPI) 4.1.4';

function hostfile(text: string): string {
  const file = join(temporaryFolder(), 'hosts');
  writeFileSync(file, text);
  return file;
}

test('several runs at a time on this machine are started by mpirun where it is installed', () => {
  putMpirun(OPEN_MPI);
  expect(choosePlaces({ jobs: 2, threads: 1 }).launcher.what).toBe('mpirun on this machine');
  expect(choosePlaces({ jobs: 1, threads: 1 }).launcher.what).toBe('child processes of this machine');
  const asked = choosePlaces({ jobs: 2, threads: 1, launcher: 'processes' });
  expect(asked.launcher.what).toBe('child processes of this machine');
  expect(asked.slots).toEqual([{ host: null }, { host: null }]);
});

test('without Open MPI they are child processes, and what needs it says how to install it', () => {
  process.env.PATH = temporaryFolder();
  expect(choosePlaces({ jobs: 2, threads: 1 }).launcher.what).toBe('child processes of this machine');
  const install = /needs mpirun, which is not in the PATH: install Open MPI/;
  expect(() => choosePlaces({ hostfile: hostfile('first'), threads: 1 })).toThrow(errorLike('E_SETUP', install));
  expect(() => choosePlaces({ launcher: 'mpirun', threads: 1 })).toThrow(errorLike('E_SETUP', install));
});

test('the mpirun of another MPI is not taken', () => {
  putMpirun('HYDRA build details');
  expect(choosePlaces({ jobs: 2, threads: 1 }).launcher.what).toBe('child processes of this machine');
  expect(() => choosePlaces({ launcher: 'mpirun', threads: 1 })).toThrow(
    errorLike('E_SETUP', /needs Open MPI's mpirun, got "HYDRA build details"/),
  );
});

test('hosts have as many runs at a time as slots, or as asked', () => {
  putMpirun(OPEN_MPI);
  const hosts = hostfile('first slots=2\nsecond slots=2');
  expect(choosePlaces({ hostfile: hosts, threads: 1 }).slots).toHaveLength(4);
  expect(choosePlaces({ hostfile: hosts, threads: 1, jobs: 2 }).slots).toEqual([{ host: 'first' }, { host: 'second' }]);
  expect(() => choosePlaces({ hostfile: hosts, threads: 1, launcher: 'processes' })).toThrow(errorLike('E_USAGE'));
});

test('a failure is one of the settings, of this time, or of the host', () => {
  expect(failureOf('epoch 1/2  step 3/4')).toBeNull();
  expect(failureOf('error (E_LAYER): norm: expected a scale')).toEqual({
    ...{ kind: 'failed', reason: 'norm: expected a scale', isFinal: true },
  });
  expect(failureOf('error (E_FILE): the disk is full')).toMatchObject({ kind: 'failed', isFinal: false });
  expect(failureOf('internal error, please report it: TypeError: x')).toMatchObject({ kind: 'failed', isFinal: false });
  expect(failureOf('error (E_HOST): host b has no folder /out')).toEqual({
    ...{ kind: 'host-lost', reason: 'host b has no folder /out' },
  });
});
