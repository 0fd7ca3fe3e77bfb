// Which of several Open MPIs a machine's ranks take.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { onRanks, start } from '../test-support/ranks';
import { libmpiCandidates } from './libmpi';

const NAME = libmpiCandidates({}).at(-1)!;

/** A folder with bin/mpirun and its library in this folder, as a package manager installs it. */
function installation(folder: string): string {
  const prefix = temporaryFolder();
  for (const each of ['bin', folder]) mkdirSync(join(prefix, each));
  writeFileSync(join(prefix, 'bin/mpirun'), '');
  writeFileSync(join(prefix, folder, NAME), '');
  return prefix;
}

test.each(['lib', 'lib64'])(
  'the library beside the first mpirun in the PATH comes before the linker’s: %s',
  (folder) => {
    const [first, second] = [installation(folder), installation(folder)];
    const PATH = [temporaryFolder(), join(first, 'bin'), join(second, 'bin')].join(':');
    expect(libmpiCandidates({ PATH })).toEqual([join(first, folder, NAME), NAME]);
  },
);

test('an mpirun that is a link has its library where the link leads', () => {
  const prefix = installation('lib');
  const bin = temporaryFolder();
  symlinkSync(join(prefix, 'bin/mpirun'), join(bin, 'mpirun'));
  expect(libmpiCandidates({ PATH: bin })).toEqual([join(prefix, 'lib', NAME), NAME]);
});

test('what Open MPI 5 says of itself comes first; without any mpirun the linker looks', () => {
  const [given, inPath] = [installation('lib'), installation('lib')];
  expect(libmpiCandidates({ OMPI_LIBDIR_LOC: join(given, 'lib'), PATH: join(inPath, 'bin') })[0]).toBe(
    join(given, 'lib', NAME),
  );
  expect(libmpiCandidates({ PATH: temporaryFolder() })).toEqual([NAME]);
  expect(basename(NAME)).toBe(NAME);
});

onRanks(
  'ranks join by the Open MPI whose mpirun is in the PATH, also where the linker would take another',
  async () => {
    const version = /\d+\.\d+\.\d+/.exec(execFileSync('mpirun', ['--version'], { encoding: 'utf8' }))![0];
    const program = [require.resolve('tsx/cjs'), join(__dirname, '../test-support/say-open-mpi.ts')];
    // Not every mpirun sets these.
    const unset = ['env', '-u', 'LD_LIBRARY_PATH', '-u', 'OMPI_LIBDIR_LOC'];
    const words = ['-n', '1', ...unset, process.execPath, '--require', ...program];
    const { code, stdout } = await start('mpirun', words).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`Open MPI v${version},`) as string });
  },
);
