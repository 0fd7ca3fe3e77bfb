// The tarball of the C runtime, unpacked in an empty folder and used in the four ways of docs/embedding.md.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { findBrokenLinks } from '../links/find-broken-links.mjs';
import { command } from '../setup/command.mjs';
import { root } from '../setup/places.mjs';
import { sourceFiles } from '../source-files.mjs';
import { isRuntimeTarball, makeRuntimeTarball } from './runtime-tarball.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bitplane-test-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const vectors = join(root, 'test/vectors/random-1');
const model = join(root, 'zoo/reference-plus/model.bpm');
const image = join(folder, 'image.raw');
const user = join(folder, 'user');
const installed = join(folder, 'installed');

/** Paths of the tarball, and of the folder that it unpacks to. */
let tarball, unpacked;
/** The scores that each form has to print, one a line. */
let expected;

const makeFolder = (name) => {
  mkdirSync(join(folder, name));
  return join(folder, name);
};

before(async () => {
  tarball = await makeRuntimeTarball(makeFolder('stage'), makeFolder('out'));
  mkdirSync(user);
  await command('tar', ['xzf', tarball, '-C', user]);
  unpacked = join(user, readdirSync(user)[0]);
  await command('cmake', ['-S', unpacked, '-B', join(folder, 'build'), '-D', `CMAKE_INSTALL_PREFIX=${installed}`]);
  await command('cmake', ['--build', join(folder, 'build'), '--parallel', '2']);
  await command('cmake', ['--install', join(folder, 'build')]);
  // Its program says what is right, once the golden vectors have shown that it is.
  const program = join(installed, 'bin/bitplane');
  const golden = ['--model', join(vectors, 'model.bpm'), '--golden', join(vectors, 'golden.bpv')];
  assert.equal(JSON.parse(await command(program, ['verify', ...golden])).mismatches, 0);
  writeFileSync(
    image,
    Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * i) / 7 + i * 37),
  );
  const { logits } = JSON.parse(await command(program, ['run', '--model', model, '--input', image]));
  expected = logits.map(Math.fround);
});

test('its bytes are always the same, and all files are below one folder', async () => {
  assert.ok(isRuntimeTarball(tarball));
  const again = await makeRuntimeTarball(makeFolder('stage-again'), makeFolder('out-again'));
  assert.ok(readFileSync(again).equals(readFileSync(tarball)));
  const list = await command('tar', ['tzvf', tarball, '--numeric-owner', '--utc']);
  for (const line of list.trim().split('\n'))
    assert.match(line, /^(drwxr-xr-x|-rw[x-]r-[x-]r-[x-]) 0\/0 +\d+ 1985-10-26 08:15 bitplane-\d[^/]*\//);
});

test('links of its pages lead to files that it has', () => {
  const pages = sourceFiles(unpacked, ['.md']).map((path) => ({
    path,
    text: readFileSync(join(unpacked, path), 'utf8'),
  }));
  assert.ok(pages.some(({ path }) => path === 'docs/format.md'));
  assert.match(pages.find(({ path }) => path === 'README.md').text, /\]\(docs\/format\.md\)/);
  assert.deepEqual(
    findBrokenLinks(pages, (path) => existsSync(join(unpacked, path))),
    [],
  );
});

/** Prints the scores of an image. */
const MINE = `#include <bitplane/bitplane.h>
#include <stdio.h>
#include <stdlib.h>
static _Alignas(64) unsigned char bytes[1 << 20], image[1 << 16];
static void read_file(const char* path, unsigned char* to, size_t max, size_t* nbytes) {
  FILE* file = fopen(path, "rb");
  *nbytes = file == NULL ? 0 : fread(to, 1, max, file);
}
int main(int argc, char** argv) {
  struct bitplane_model model;
  struct bitplane_network* network = NULL;
  struct bitplane_tensor output = {0};
  struct bitplane_memory arena = {NULL, 0};
  const struct bitplane_options options = {.cpu_features = bitplane_cpu_features()};
  size_t nbytes, image_nbytes;
  if (argc != 3) return 2;
  read_file(argv[1], bytes, sizeof bytes, &nbytes);
  read_file(argv[2], image, sizeof image, &image_nbytes);
  if (bitplane_model_load(bytes, nbytes, &model) != BITPLANE_OK) return 3;
  if (bitplane_arena_nbytes(&model, &options, &arena.nbytes) != BITPLANE_OK) return 4;
  arena.data = aligned_alloc(BITPLANE_ARENA_ALIGNMENT, arena.nbytes);
  if (bitplane_network_init(&model, &options, arena, &network) != BITPLANE_OK) return 5;
  if (bitplane_run(network, image, NULL, &output) != BITPLANE_OK) return 6;
  for (unsigned c = 0; c < output.channels; c++) printf("%.9g\\n", ((const float*)output.data)[c]);
  return 0;
}
`;

async function expectScores(program) {
  const printed = await command(program, [model, image]);
  assert.deepEqual(
    printed
      .trim()
      .split('\n')
      .map((line) => Math.fround(Number(line))),
    expected,
  );
}

/** A project that gets the library by some lines of CMake. */
async function buildByCMake(name, lines, definitions = []) {
  const project = makeFolder(name);
  writeFileSync(join(project, 'mine.c'), MINE);
  writeFileSync(
    join(project, 'CMakeLists.txt'),
    `cmake_minimum_required(VERSION 3.21)
project(mine LANGUAGES C)
set(CMAKE_C_STANDARD 11)
${lines}
add_executable(mine mine.c)
target_link_libraries(mine PRIVATE bitplane::bitplane)
`,
  );
  await command('cmake', ['-S', project, '-B', join(project, 'build'), ...definitions]);
  await command('cmake', ['--build', join(project, 'build'), '--parallel', '2']);
  return join(project, 'build/mine');
}

test('find_package', async () => {
  await expectScores(
    await buildByCMake('found', 'find_package(bitplane 0.2 REQUIRED)', ['-D', `CMAKE_PREFIX_PATH=${installed}`]),
  );
});

test('FetchContent', async () => {
  const hash = /^[0-9a-f]{64}/.exec(await command('sha256sum', [tarball]))[0];
  await expectScores(
    await buildByCMake(
      'fetched',
      `include(FetchContent)
FetchContent_Declare(bitplane URL "${tarball}" URL_HASH SHA256=${hash})
FetchContent_MakeAvailable(bitplane)`,
    ),
  );
});

test('pkg-config', async () => {
  const place = makeFolder('by-pkg-config');
  writeFileSync(join(place, 'mine.c'), MINE);
  const [pc] = readdirSync(installed, { recursive: true }).filter((path) => path.endsWith('/bitplane.pc'));
  const env = { ...process.env, PKG_CONFIG_PATH: join(installed, pc, '..') };
  const flags = (await command('pkg-config', ['--cflags', '--libs', 'bitplane'], { env })).trim().split(' ');
  await command('cc', ['-std=c11', 'mine.c', ...flags, '-o', 'mine'], { cwd: place });
  await expectScores(join(place, 'mine'));
});

test('one file', async () => {
  const place = makeFolder('single');
  writeFileSync(join(place, 'mine.c'), MINE.replace('<bitplane/bitplane.h>', '"bitplane.h"'));
  const one = join(unpacked, 'single-file');
  await command('cc', ['-O2', `-I${one}`, 'mine.c', join(one, 'bitplane.c'), '-o', 'mine'], { cwd: place });
  await expectScores(join(place, 'mine'));
});
