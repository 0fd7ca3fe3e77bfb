// The header as firmware has it: compiled as C and as C++, without a warning, and run.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onBoardProgram, workspaceRoot } from '@bitplane/cli';
import { findProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { makeGolden, numElements, randomImages, randomModel, type Model } from '@bitplane/model';
import { applyPasses } from '../passes';
import { importDraft } from '../test-support/import-draft';
import { NETWORKS } from '../test-support/networks';
import { exportCHeader } from './c-header';

jest.setTimeout(120_000);

const library = join(dirname(onBoardProgram()), 'libbitplane.a');
const include = join(workspaceRoot(), 'packages/runtime-c/include');
const WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];

const COMPILERS = [
  ['C11', 'cc', 'c', ['-std=c11']],
  ['C++17', 'c++', 'cc', ['-std=c++17']],
] as const;

/** Prints the score of each class, as a hexadecimal float, for the image in image.h; then the names of the classes. */
const mainFor = (name: string): string => `
#include <bitplane/bitplane.h>
#include <stdio.h>
#include "model.h"
#include "image.h"
#ifdef __cplusplus
alignas(64)
#else
_Alignas(64)
#endif
static uint8_t arena[${name.toUpperCase()}_ARENA_NBYTES];
int main(void) {
  struct bitplane_model model;
  struct bitplane_options options;
  struct bitplane_network* network = NULL;
  struct bitplane_tensor input, output;
  size_t needed = 0;
  options.cpu_features = 0;
  options.min_part = 0;
  options.spreads_images = false;
  options.workers.num_workers = 1;
  options.workers.run = NULL;
  options.workers.pool = NULL;
  struct bitplane_memory memory;
  memory.data = arena;
  memory.nbytes = sizeof arena;
  if (bitplane_model_load(${name}_model, sizeof ${name}_model, &model) != BITPLANE_OK) return 1;
  if (bitplane_arena_nbytes(&model, &options, &needed) != BITPLANE_OK || needed != sizeof arena) return 2;
  if (bitplane_network_init(&model, &options, memory, &network) != BITPLANE_OK) return 3;
  bitplane_model_input(&model, &input);
  const size_t num_bytes = (size_t)${name.toUpperCase()}_HEIGHT * ${name.toUpperCase()}_WIDTH * ${name.toUpperCase()}_CHANNELS;
  if (input.nbytes != num_bytes || sizeof image != num_bytes) return 4;
  if (bitplane_run(network, image, NULL, &output) != BITPLANE_OK) return 5;
  for (uint32_t c = 0; c < ${name.toUpperCase()}_NUM_CLASSES; c++) printf("%.9g\\n", (double)((const float*)output.data)[c]);
#ifdef ${name.toUpperCase()}_NUM_CLASS_NAMES
  for (int c = 0; c < ${name.toUpperCase()}_NUM_CLASS_NAMES; c++) printf("%s\\n", ${name}_class_names[c]);
#endif
  printf("%s\\n", ${name.toUpperCase()}_NAME);
  return 0;
}
`;

const networks: readonly Model[] = [
  ...NETWORKS.slice(0, 3).map(([, draftOf], seed) => applyPasses(importDraft(draftOf(seed)))),
  randomModel(8),
];

/** None, all, fewer than there are scores. */
const numNames = (seed: number): number => [0, 5, 1, 2][seed];
const CLASSES = ['cat', 'Käfer', 'a "b" \\n', 'what??/', '日本 %d */'];

for (const [language, compiler, extension, standard] of COMPILERS) {
  const testIf = skipUnless(findProgram(compiler) !== null && existsSync(library), `${compiler} and the C runtime`);

  testIf(`compiles as ${language} without a warning and gives the golden scores`, () => {
    for (const [seed, network] of networks.entries()) {
      const classes = CLASSES.slice(0, numNames(seed));
      const model = { ...network, name: '2-bit net "x"', ...(classes.length === 0 ? {} : { classes }) };
      const [image] = randomImages(model, 1, seed);
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'model.h'), exportCHeader(model));
      writeFileSync(
        join(folder, 'image.h'),
        `#include <stdint.h>\nstatic const uint8_t image[] = {${image.data.join(',')}};\n`,
      );
      writeFileSync(join(folder, `main.${extension}`), mainFor('network_2_bit_net_x'));
      const sources = [join(folder, `main.${extension}`), library, '-lm', '-o', join(folder, 'main')];
      execFileSync(compiler, [...standard, ...WARNINGS, `-I${include}`, `-I${folder}`, ...sources]);
      const lines = execFileSync(join(folder, 'main'), { encoding: 'utf8' }).trim().split('\n');
      const golden = makeGolden(model, [image]).images[0].at(-1)!;
      const scores = lines.slice(0, numElements(golden)).map((line) => Math.fround(Number(line)) + 0);
      expect(scores).toEqual(Array.from(golden.data as Float32Array, (score) => score + 0));
      expect(lines.slice(numElements(golden))).toEqual([...classes, model.name]);
    }
    return Promise.resolve();
  });
}
