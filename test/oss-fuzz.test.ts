// What fuzzing services build: each build.sh gives its targets and their seeds, and each target takes these.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { findProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { seededRandom } from '@bitplane/model';
import { unzipSync } from 'fflate';

jest.setTimeout(600_000);

/** Runs a project's build.sh as a service does; returns $OUT and $SRC. */
function buildProject(name: string, env: Readonly<Record<string, string>> = {}): { out: string; src: string } {
  const folder = temporaryFolder();
  const [out, src, work] = ['out', 'src', 'work'].map((each) => join(folder, each));
  for (const each of [out, src, work]) mkdirSync(each);
  const project = join(workspaceRoot(), 'oss-fuzz', name);
  expect(readdirSync(project).sort()).toEqual(['Dockerfile', 'build.sh', 'project.yaml']);
  execFileSync('bash', ['-eu', join(project, 'build.sh')], {
    cwd: workspaceRoot(),
    env: { ...process.env, ...env, OUT: out, SRC: src, WORK: work },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { out, src };
}

const seedsOf = (out: string, target: string): [string, Uint8Array][] =>
  Object.entries(unzipSync(readFileSync(join(out, `${target}_seed_corpus.zip`))));

/** As the service sets them. */
const FLAGS = '-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link';
const testWithClang = skipUnless(findProgram('clang') !== null, 'clang with its runtime (libclang-rt-dev)');

testWithClang('the C target is built with the engine that is given, and runs its seeds and some seconds more', () => {
  const env = { CC: 'clang', CFLAGS: FLAGS, LIB_FUZZING_ENGINE: '-fsanitize=fuzzer' };
  const { out } = buildProject('bitplane', env);
  const corpus = temporaryFolder();
  const seeds = seedsOf(out, 'bitplane-fuzz-model');
  expect(seeds.length).toBeGreaterThan(100);
  execFileSync('python3', ['-m', 'zipfile', '-e', join(out, 'bitplane-fuzz-model_seed_corpus.zip'), corpus]);
  const args = ['-max_total_time=5', '-seed=1', '-max_len=32768', '-print_final_stats=1', corpus];
  const { status, stderr } = spawnSync(join(out, 'bitplane-fuzz-model'), args, { cwd: out, encoding: 'utf8' });
  expect({ status, said: status === 0 ? '' : stderr }).toEqual({ status: 0, said: '' });
  expect(Number(/number_of_executed_units: (\d+)/.exec(stderr)![1])).toBeGreaterThan(seeds.length);
});

test('every reader is a target in one file, which takes its seeds, and damaged ones without another error', () => {
  const { out, src } = buildProject('bitplane-converter');
  const targets = join(src, 'bitplane-fuzz');
  const names = readdirSync(targets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.replace('.js', ''));
  expect(names).toEqual(['bpm', 'keras-archive', 'keras-h5', 'onnx', 'tflite']);
  // In processes of their own: a target may not lean on what this one has loaded.
  const program = `
    const { fuzz } = require(process.argv[1]);
    const { readFileSync } = require('node:fs');
    for (const file of process.argv.slice(2)) fuzz(readFileSync(file));
    console.log(process.argv.length - 2);`;
  for (const name of names) {
    const folder = temporaryFolder();
    const seeds = seedsOf(out, name);
    const random = seededRandom(1);
    const files = seeds.slice(0, 6).flatMap(([file, bytes]) => {
      const damaged = Uint8Array.from(bytes, (byte) => (random.uniform() < 0.002 ? byte ^ 255 : byte));
      return [bytes, damaged].map((each, k) => {
        const path = join(folder, `${k}-${file}`);
        writeFileSync(path, each);
        return path;
      });
    });
    const { stdout, stderr } = spawnSync(process.execPath, ['--eval', program, join(targets, `${name}.js`), ...files], {
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH: join(workspaceRoot(), 'node_modules') },
    });
    expect([name, stderr, stdout.trim()]).toEqual([name, '', String(files.length)]);
  }
});
