// Builds the fuzz target and lets it run for a while: `npx nx run runtime-c:fuzz -- --minutes 30`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `Usage: npx nx run runtime-c:fuzz -- [options]

Changes .bpm files at random, loads and runs them under address and undefined-behaviour sanitizers. Starts with fuzz/corpus, the
models of test/vectors and what earlier runs found (build/fuzz/corpus). A file that crashes, hangs, or runs differently on
different kernels ends the run and is kept in build/fuzz/found; \`build/fuzz/fuzz/bitplane-fuzz-model FILE\` repeats it.

Options:
  --minutes <n>  how long (default 30)
  --fresh        without what earlier runs found, with a fixed seed
  --help         this text
`;

const folder = join(import.meta.dirname, '..');
const build = join(folder, 'build/fuzz');

process.exitCode = main();

function main() {
  const { minutes, fresh, help } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!(Number(minutes) > 0)) {
    console.error(`--minutes: expected a number above 0, got '${minutes}': see --help`);
    return 2;
  }
  for (const args of [
    ['-P', 'cmake/forget-moved-build.cmake'],
    ['--preset', 'fuzz'],
    ['--build', '--preset', 'fuzz'],
  ]) {
    const exitCode = run('cmake', args);
    if (exitCode !== 0) return exitCode;
  }
  const corpus = join(build, fresh ? 'fresh' : 'corpus');
  if (fresh) rmSync(corpus, { recursive: true, force: true });
  const found = join(build, 'found');
  for (const path of [corpus, found]) mkdirSync(path, { recursive: true });
  return run(join(build, 'fuzz/bitplane-fuzz-model'), [
    `-max_total_time=${Math.ceil(60 * minutes)}`,
    ...(fresh ? ['-seed=1'] : []),
    '-max_len=32768',
    '-rss_limit_mb=1024',
    // Only for loops without end: the target itself counts its processor time, which does not run on while it is
    // stopped.
    '-timeout=600',
    '-report_slow_units=600',
    '-print_final_stats=1',
    `-artifact_prefix=${found}/`,
    corpus,
    join(folder, 'fuzz/corpus'),
    copyVectors(),
  ]);
}

function readOptions() {
  return parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      fresh: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values;
}

/** The golden vectors' models in a folder of their own. */
function copyVectors() {
  const vectors = join(folder, '../../test/vectors');
  const seeds = join(build, 'vectors');
  mkdirSync(seeds, { recursive: true });
  for (const name of readdirSync(vectors)) copyFileSync(join(vectors, name, 'model.bpm'), join(seeds, `${name}.bpm`));
  return seeds;
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: folder, stdio: 'inherit' });
  if (error) console.error(error.message);
  return status ?? 1;
}
