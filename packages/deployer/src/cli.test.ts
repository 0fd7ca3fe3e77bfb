// The command line as a user starts it: exit codes, one line of error, a clean end by a signal.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { isRunning } from './test-support/processes';
import { readReport, writeReport } from './report/files';
import { EXIT_CODES } from './exit-codes';
import { hostProgram, vectors } from './test-support/pushed-model';
import { aReport, timesAround } from './test-support/report';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]) {
  const env = { ...process.env, BITPLANE_CACHE: join(folder, 'cache'), BITPLANE_OUT: join(folder, 'out') };
  const child = spawn(process.execPath, [join(__dirname, '../bin/bitplane-deployer.js'), ...args], { env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  return { child, ended };
}

test.each([
  [[], 'expected a command'],
  [['push', '--no-such-option'], '--no-such-option'],
  [['bench', '--repeats', 'many'], 'whole number'],
  [['bench', '--threads', '0'], 'whole number'],
  [['push', '--host', 'pi', '--host', 'pi2'], '--host pi,pi5'],
  [['pusch'], 'push'],
])('%j is a wrong command line: exit code 2, one line', async (args, words) => {
  const { code, stdout, stderr } = await start(args).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error \(E_USAGE\): .*--help"\n$/);
  expect(stderr).toContain(words);
});

skipUnless(hostProgram(), 'the on-board program: npm run setup')(
  'several hosts are pushed to at once; one that fails is named, and does not stop the others',
  async () => {
    const inventory = join(folder, 'boards.txt');
    writeFileSync(inventory, 'local  # the built-in server\n\nnobody@127.0.0.1:1\n');
    const words = ['push', '--no-bench', '--export', vectors('random-1'), '--program', hostProgram()!];
    const { code, stdout, stderr } = await start([...words, '--host', `@${inventory}`]).ended;
    expect(code).toBe(EXIT_CODES.E_HOST);
    expect(stdout).toMatch(/^local +\| board: local/m);
    expect(stdout).toMatch(/^local +done {4}verify: .* all bits equal$/m);
    expect(stdout).toMatch(/^nobody@127\.0\.0\.1:1 +failed {2}error \(E_HOST/m);
    expect(stderr).toMatch(/error \(E_HOST\): 1 of 2 hosts failed: nobody@127\.0\.0\.1:1; see their lines above\n$/);
    // One cannot be reached, the other cannot be written.
    const both = [...words, '--host', `@${inventory}`, '--remote-dir', '/proc/no-such-folder'];
    const unlike = await start(both).ended;
    expect(unlike.code).toBe(1);
    expect(unlike.stderr).toMatch(/error \(E_PROGRAM\): 2 of 2 hosts failed: local, nobody@/);
  },
);

skipUnless(hostProgram(), 'the on-board program: npm run setup')(
  'several numbers of threads give a report each, the largest first',
  async () => {
    const words = ['push', '--export', vectors('random-1'), '--program', hostProgram()!, '--allow-noisy'];
    const { code, stdout } = await start([...words, '--repeats', '20', '--threads', '1,2']).ended;
    expect(code).toBe(0);
    const files = [...stdout.matchAll(/^report: (.*)$/gm)].map(([, file]) => file);
    const reports = files.map((file) => readReport(file));
    expect(reports.map(({ benchmark }) => benchmark.threads)).toEqual([2, 1]);
    // Of one run of the program, in whose rounds they take turns.
    expect(stdout.match(/^bench: one image per call, 2, 1 threads in turns$/gm)).toHaveLength(1);
    expect(reports[0].conditions).toEqual(reports[1].conditions);
    expect(new Set(reports.map(({ benchmark }) => benchmark.total.round_medians_ns.length)).size).toBe(1);
  },
);

test.each([
  ['pi,pi', /each host once, got pi twice/],
  [' , ', /expected a host, .* got none/],
  ['a,b --out x.json', /expected one host and one number of threads, got 2/],
  ['a --threads 1,2 --out x.json', /expected one host and one number of threads, got 2/],
  ['a --threads 1,x', /whole number from 1 to 256/],
  ['a --live --engines bitplane,float', /'--live \[camera\|dir\]' cannot be used with .*'--engines <list>'/],
])('--host %s is rejected', async (hosts, message) => {
  const [host, ...rest] = hosts.split(' --');
  const more = rest.flatMap((option) => `--${option}`.split(' '));
  const { code, stderr } = await start(['push', '--host', host, ...more]).ended;
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('compare --fail-if-slower ends with exit code 4, after the table and the page', async () => {
  const benchmark = { ...aReport().benchmark, total: timesAround(2_000_000) };
  const files = [aReport(), aReport({ label: 'new', benchmark })].map((report, k) => {
    writeReport(join(folder, `${k}.json`), report);
    return join(folder, `${k}.json`);
  });
  const markdown = join(folder, 'a table.md');
  const { code, stdout, stderr } = await start([
    ...['compare', ...files, '--fail-if-slower', '3%', '--markdown', markdown],
  ]).ended;
  expect([code, stderr]).toEqual([4, 'too slow: new is slower by 60.00 % (--fail-if-slower 3%)\n']);
  expect(stdout).toMatch(/page: .*compare\.html\n$/);
  expect(readFileSync(markdown, 'utf8')).toContain('| new |');
  const others = await start(['compare', ...files, '--across', 'colour']).ended;
  expect([others.code, others.stderr]).toEqual([2, expect.stringContaining('got "colour"')]);
});

test('--help explains and succeeds', async () => {
  const { code, stdout } = await start(['push', '--help']).ended;
  expect(code).toBe(0);
  expect(stdout).toContain('--ssh-config <file>');
  expect(stdout).toContain('--accept-new');
});

test('a signal ends the program on the board, leaves no report, and gives exit code 130', async () => {
  const program = scriptProgram(folder, 'echo $$ > pid; exec sleep 60');
  const { child, ended } = start([
    'push',
    '--network',
    'random',
    '--export',
    vectors('random-166'),
    '--program',
    program,
  ]);
  const pidFile = join(folder, 'cache/local-board/home/pid');
  for (let i = 0; i < 200 && !existsSync(pidFile); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^error \(E_INTERRUPTED\): [^\n]*\n$/);
  expect(isRunning(readFileSync(pidFile, 'utf8').trim())).toBe(false);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  // The built-in server takes its ssh_config away; keys and disk stay.
  expect(readdirSync(join(folder, 'cache/local-board')).sort()).toEqual(['home', 'host_ed25519', 'id_ed25519']);
});
