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

test.each([
  ['4.1', ['mpirun noticed that process rank 1 with PID 0 on node board-2 exited on signal 9 (Killed).']],
  ['5', ['prterun noticed that process rank 1 with PID 20173 on node board-2 exited on', 'signal 9 (Killed).']],
])('a killed rank is named with its host and the signal, as Open MPI %s says it', (_, lines) => {
  const { output } = sort([RULE, ...lines, RULE]);
  expect(output.lost()).toBe('rank 1 (board-2) was ended by signal 9 (Killed)');
  expect(output.hasExplained()).toBe(false);
});

test.each([
  ['4.1', 'ORTE', '[[1,0],0]', '[[1,0],1]'],
  ['5', 'PRTE', '[prterun-first-23088@0,0]', '[prterun-first-23088@0,1]'],
])('a host that is lost is named, as Open MPI %s says it', (_, who, daemon, remote) => {
  const { output } = sort([
    RULE,
    `${who} has lost communication with a remote daemon.`,
    '',
    `  HNP daemon   : ${daemon} on node first`,
    `  Remote daemon: ${remote} on node second`,
    RULE,
  ]);
  expect(output.lost()).toBe('host second cannot be reached any more');
});

test('a host that cannot be connected to is named with the address that Open MPI has tried', () => {
  const { shown, output } = sort([
    '[[9421,1],0][../opal/mca/btl/tcp/btl_tcp_endpoint.c:793:mca_btl_tcp_endpoint_start_connect] from host-1 to: ' +
      'host-2 Unable to connect to the peer 192.168.2.1 on port 1024: Network is unreachable',
    '[host-1:00040] ../ompi/mca/pml/ob1/pml_ob1_sendreq.c:190 FATAL',
  ]);
  expect(shown).toEqual([]);
  expect(output.unconnected()).toBe('host-1 cannot connect to host-2 at 192.168.2.1');
  expect(output.hasExplained()).toBe(false);
});
