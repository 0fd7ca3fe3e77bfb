// The commands and their options: bitplane-deployer push | bench | compare | boards | schema.
import { integer, networkName, once, runCommandLine, type Command } from '@bitplane/cli';
import { bench } from './bench';
import { BOARDS } from './board/kinds';
import { LOCAL_HOST } from './board/open';
import { compare } from './compare';
import type { MeasureOptions } from './measure';
import { push, type PushOptions } from './push';
import { reportJsonSchema } from './report/schema';

/** Runs a command line; rejects with the error that ended it. */
export const runDeployer = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'bitplane-deployer',
      description: 'Runs exported networks on boards over SSH, measures and compares.',
      commands: [addPush, addBench, addCompare, addBoards, addSchema],
    },
    argv,
  );

const addPush = (program: Command): Command =>
  measuring(program.command('push'))
    .description(
      'Build for a board, upload what changed, verify bit for bit, benchmark. The last line is `report: PATH`.',
    )
    .option('--program <file>', 'use this on-board program instead of building one')
    .option(
      '--toolchain <name>',
      "how to build: host, or a file of packages/runtime-c/cmake/toolchains (default: by the board's architecture)",
    )
    .option(
      '--data <dir|file>',
      'measure accuracy on the board: a folder of images as for training, or a file of records such as test_batch.bin',
    )
    .option(
      '--split-seed <n>',
      'seed that selects the test photos of that folder, for a network that does not record it (default: 1)',
      integer(0),
    )
    .option('--no-bench', 'stop after the verification and --data, without a report')
    .action(async (options: PushOptions) => {
      const report = await push(options);
      if (report !== null) console.log(`report: ${report}`);
    });

const addBench = (program: Command): Command =>
  measuring(program.command('bench'))
    .description('Verify and benchmark again what is already on the board. The last line is `report: PATH`.')
    .action(async (options: MeasureOptions) => console.log(`report: ${await bench(options)}`));

const addCompare = (program: Command): Command =>
  program
    .command('compare')
    .description('Compare reports in a table here and on a page. The first report is the baseline.')
    .argument('[reports...]', 'reports in JSON (default: the newest in out/reports)')
    .option('--out <file>', 'output page (default: out/reports/compare.html)')
    .action((files: string[], options: { out?: string }) => console.log(`page: ${compare(files, options)}`));

const addBoards = (program: Command): Command =>
  program
    .command('boards')
    .description('List the known kinds of boards, with advice for stable timings.')
    .action(() =>
      console.log(
        BOARDS.map(({ name, title, advice }) => `${name.padEnd(16)}${title}\n${' '.repeat(16)}${advice}`).join('\n'),
      ),
    );

const addSchema = (program: Command): Command =>
  program
    .command('schema')
    .description('Print the JSON schema of reports, docs/report.schema.json.')
    .action(() => console.log(JSON.stringify(reportJsonSchema(), null, 2)));

/** Options of push and bench. */
const measuring = (command: Command): Command =>
  command
    .option(
      '--host <host>',
      `the board as ssh takes it: a Host of ~/.ssh/config, [user@]host, or ssh://[user@]host[:port]; "${LOCAL_HOST}" is a built-in SSH server that acts as one`,
      once('run the command once per board'),
      LOCAL_HOST,
    )
    .option('--ssh-config <file>', 'this ssh_config instead of ~/.ssh/config and /etc/ssh/ssh_config')
    .option(
      '--accept-new',
      'accept the key of a host that no known_hosts file lists, and add it there; a changed key is still rejected',
    )
    .option(
      '--network <name|file>',
      'network whose export to use; a file means its base name',
      networkName,
      'reference',
    )
    .option('--export <dir>', 'folder with model.bpm and golden/golden.bpv (default: out/<network>/export)')
    .option(
      '--cpu <features>',
      'instruction sets that the program may use, such as "portable" or "avx2" (BITPLANE_CPU there; default: all)',
    )
    .option(
      '--threads <n>',
      'threads on the board; more than its cores is an error, which is detected once the board has reported how many it has',
      integer(1, 256),
      1,
    )
    .option('--repeats <n>', "images to time (default: the program's)", integer(1, 1_000_000))
    .option('--remote-dir <dir>', 'folder on the board', 'bitplane')
    .option('--timeout <seconds>', 'max time that the program may run on the board', integer(1, 86_400), 600)
    .option('--label <text>', 'name of this measurement in tables and pages')
    .option('--out <file>', 'output report (default: out/reports/<host>-<time>.json)');
