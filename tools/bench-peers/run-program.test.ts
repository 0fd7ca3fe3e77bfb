import { errorLike } from '@bitplane/cli/test-support';
import { jsonLines, outputOf } from './run-program';

test('lines of JSON are taken out of what else a library prints', () => {
  expect(jsonLines('INFO: Created delegate\n{"layer":"L1"}\n\n{"layer":"L2"}\n')).toEqual([
    { layer: 'L1' },
    { layer: 'L2' },
  ]);
});

test('a program that fails is named, with the end of what it said', async () => {
  const args = ['-c', 'echo one >&2; echo "lce: L1 is wrong" >&2; exit 1'];
  await expect(outputOf({ program: 'sh', args, env: {} })).rejects.toEqual(
    errorLike('E_PROGRAM', /^sh: expected exit status 0, got 1: one \| lce: L1 is wrong$/),
  );
});

test('programs have one thread', async () => {
  expect(await outputOf({ program: 'sh', args: ['-c', 'echo $OMP_NUM_THREADS $OWN'], env: { OWN: 'x' } })).toBe(
    '1 x\n',
  );
});
