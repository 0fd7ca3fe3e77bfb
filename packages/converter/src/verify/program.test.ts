import { scriptProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { launch } from './machines';
import { checkGolden, runProgram } from './program';

const FILES = { model: 'm.bpm', golden: 'g.bpv', images: 'i.raw' };
const environment = { ...process.env };

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => void (process.env = { ...environment }));

test('hands on the first difference that the program reports with its failure', () => {
  const difference = { image: 1, layer: 'conv1/bits', index: 7, expected: 0, got: 1 };
  const report = { schema: 'bitplane-verify/1', images: 2, tensors: 9, mismatches: 1, first_difference: difference };
  const differing = launch(
    scriptProgram(folder, `echo '${JSON.stringify(report)}'; echo 'error: 1 mismatch' >&2; exit 1`),
  );
  expect(checkGolden(differing, FILES, 'best')).toEqual({ images: 2, tensors: 9, difference });
});

test('turns any other failure into one line with what the program said last', () => {
  const failing = launch(scriptProgram(folder, `echo 'first' >&2; echo 'error: m.bpm is cut off' >&2; exit 3`));
  expect(() => checkGolden(failing, FILES, 'best')).toThrow(expect.objectContaining({ code: 'E_BOARD' }) as Error);
  expect(() => checkGolden(failing, FILES, 'best')).toThrow(/bitplane verify: error: m\.bpm is cut off$/);
  expect(() => runProgram(failing, FILES, 'best')).toThrow(/bitplane run: error: m\.bpm is cut off$/);
  expect(() => checkGolden(launch(scriptProgram(folder, 'exit 0')), FILES, 'best')).toThrow(
    /verify: printed no report$/,
  );
});

test('asks for portable kernels by BITPLANE_CPU, and for the best ones whatever the user has set', () => {
  process.env.BITPLANE_CPU = 'ssse3';
  const echoing = launch(scriptProgram(folder, `echo "{\\"logits\\":[\${BITPLANE_CPU:+1}]}" | sed 's/\\[\\]/[0]/'`));
  expect(runProgram(echoing, FILES, 'portable')).toEqual([Float32Array.of(1)]);
  expect(runProgram(echoing, FILES, 'best')).toEqual([Float32Array.of(0)]);
});
