import { sortMpirunOutput } from './mpirun-output';

const RULE = '-'.repeat(74);

function sort(lines: readonly string[]) {
  const output = sortMpirunOutput();
  return { shown: lines.filter((line) => output.take(line)), output };
}

test('the ranks’ lines are shown, those of Open MPI are not', () => {
  const { shown, output } = sort([
    'epoch 1/3',
    RULE,
    'Primary job  terminated normally, but 1 process returned',
    'a non-zero exit code.',
    RULE,
    '[host-1.lan:4711] 1 more process has sent help message help-mpi.txt',
    'error (E_USAGE): no',
  ]);
  expect(shown).toEqual(['epoch 1/3', 'error (E_USAGE): no']);
  expect(output.hasExplained()).toBe(true);
  expect(output.lost()).toBeNull();
  expect(output.notices()).toHaveLength(3);
});

test('a killed rank is named with its host and the signal', () => {
  const { output } = sort([
    RULE,
    'mpirun noticed that process rank 1 with PID 0 on node board-2 exited on signal 9 (Killed).',
    RULE,
  ]);
  expect(output.lost()).toBe('rank 1 (board-2) was ended by signal 9 (Killed)');
  expect(output.hasExplained()).toBe(false);
});

test('a host that is lost is named', () => {
  const { output } = sort([
    RULE,
    'ORTE has lost communication with a remote daemon.',
    '',
    '  HNP daemon   : [[1,0],0] on node first',
    '  Remote daemon: [[1,0],1] on node second',
    RULE,
  ]);
  expect(output.lost()).toBe('host second cannot be reached any more');
});
