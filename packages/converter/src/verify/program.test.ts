import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkGolden, findProgram, runProgram } from './program';

const FILES = { model: 'm.bpm', golden: 'g.bpv', images: 'i.raw' };
const environment = { ...process.env };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-program-test-'));
});

afterEach(() => {
  process.env = { ...environment };
  rmSync(folder, { recursive: true });
});

/** Stands for a program that fails, which the real one does only when something is wrong. */
function program(script: string): string {
  const path = join(folder, 'bitplane');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('takes the program that BITPLANE_PROGRAM names, and says so if there is none', () => {
  process.env.BITPLANE_PROGRAM = program('exit 0');
  expect(findProgram()).toBe(process.env.BITPLANE_PROGRAM);
  process.env.BITPLANE_PROGRAM = join(folder, 'absent');
  expect(findProgram).toThrow(/BITPLANE_PROGRAM: expected the on-board program, found no file .*absent/);
});

test('hands on the first difference that the program reports with its failure', async () => {
  const difference = { image: 1, layer: 'conv1/bits', index: 7, expected: 0, got: 1 };
  const report = { schema: 'bitplane-verify/1', images: 2, tensors: 9, mismatches: 1, first_difference: difference };
  const differing = program(`echo '${JSON.stringify(report)}'; echo 'error: 1 mismatch' >&2; exit 1`);
  expect(await checkGolden(differing, FILES, 'best')).toEqual({ images: 2, tensors: 9, difference });
});

test('turns any other failure into one line with what the program said last', async () => {
  const failing = program(`echo 'first' >&2; echo 'error: m.bpm is cut off' >&2; exit 3`);
  await expect(checkGolden(failing, FILES, 'best')).rejects.toMatchObject({ code: 'E_BOARD' });
  await expect(checkGolden(failing, FILES, 'best')).rejects.toThrow(/bitplane verify: error: m\.bpm is cut off$/);
  await expect(runProgram(failing, FILES, 'best')).rejects.toThrow(/bitplane run: error: m\.bpm is cut off$/);
  await expect(checkGolden(program('exit 0'), FILES, 'best')).rejects.toThrow(/verify: printed no report$/);
});

test('asks for portable kernels by BITPLANE_CPU, and for the best ones whatever the user has set', async () => {
  process.env.BITPLANE_CPU = 'ssse3';
  const echoing = program(`echo "{\\"logits\\":[\${BITPLANE_CPU:+1}]}" | sed 's/\\[\\]/[0]/'`);
  expect(await runProgram(echoing, FILES, 'portable')).toEqual([Float32Array.of(1)]);
  expect(await runProgram(echoing, FILES, 'best')).toEqual([Float32Array.of(0)]);
});
