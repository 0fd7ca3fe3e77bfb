// The .bpm file as a C array, for firmware that has no files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireHostProgram, runHostProgram } from '@bitplane/cli';
import { BitplaneError, inferTypes, numElements, writeModel, type Model } from '@bitplane/model';

/** BITPLANE_FILE_ALIGNMENT of the runtime. */
const ALIGNMENT = 8;

/**
 * A header for C11 and C++17 (docs/export.md). Throws E_MISSING_FILE where the C runtime's program, which knows how
 * large an arena is, was not built, and E_BOARD where it fails.
 */
export function exportCHeader(model: Model): Uint8Array {
  const bytes = writeModel(model);
  const name = identifier(model.name);
  const upper = name.toUpperCase();
  const { height, width, channels } = model.input;
  const classes = model.classes ?? [];
  const constants: readonly (readonly [string, number])[] = [
    ['NBYTES', bytes.length],
    ['ARENA_NBYTES', arenaNbytes(bytes)],
    ['HEIGHT', height],
    ['WIDTH', width],
    ['CHANNELS', channels],
    ['NUM_CLASSES', numElements(inferTypes(model).get(model.layers.at(-1)!.name)!)],
  ];
  const header = `// A network for Bitplane's C runtime, as a .bpm file in memory: bitplane_model_load(${name}_model, ${upper}_NBYTES, …).
// The arena is that of the portable kernels on one thread; with others ask bitplane_arena_nbytes.
#ifndef BITPLANE_MODEL_${upper}_H_
#define BITPLANE_MODEL_${upper}_H_

#include <stdint.h>

#define ${upper}_NAME ${cString(model.name)}
${constants.map(([constant, value]) => `#define ${upper}_${constant} ${value}`).join('\n')}
${classes.length === 0 ? '' : classNames(name, upper, classes)}
#ifdef __cplusplus
alignas(${ALIGNMENT})
#else
_Alignas(${ALIGNMENT})
#endif
static const uint8_t ${name}_model[${upper}_NBYTES] = {
${rowsOf(bytes)}
};

#endif
`;
  return Buffer.from(header);
}

/** There may be fewer names than scores. */
const classNames = (name: string, upper: string, classes: readonly string[]): string => `
#define ${upper}_NUM_CLASS_NAMES ${classes.length}
static const char* const ${name}_class_names[${upper}_NUM_CLASS_NAMES] = {
${classes.map((each) => `  ${cString(each)}`).join(',\n')}
};
`;

/** What C takes as a name and no keyword: a suffix follows. */
function identifier(name: string): string {
  const words = name
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^[a-z]/.test(words) ? words : `network_${words}`;
}

/** Every byte that is not plainly a letter, digit, blank or one of a few marks as three octal digits. */
const cString = (text: string): string =>
  `"${Array.from(Buffer.from(text), (byte) =>
    /[A-Za-z0-9 _.,:;()/+-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  ).join('')}"`;

const BYTES_PER_ROW = 24;

function rowsOf(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let first = 0; first < bytes.length; first += BYTES_PER_ROW)
    rows.push(`  ${bytes.subarray(first, first + BYTES_PER_ROW).join(',')}`);
  return rows.join(',\n');
}

/** As the C runtime's own planner says, for its portable kernels. */
function arenaNbytes(model: Uint8Array): number {
  const program = requireHostProgram();
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-header-'));
  try {
    const file = join(folder, 'model.bpm');
    writeFileSync(file, model);
    const env = { ...process.env, BITPLANE_CPU: 'portable' };
    const { stdout, failure } = runHostProgram(program, ['info', '--model', file], env);
    if (failure !== null) throw new BitplaneError('E_BOARD', `${program} info: ${failure}`);
    return (JSON.parse(stdout) as { arena_nbytes: number }).arena_nbytes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
