// The commands of bitplane-deployer and their options.
import { once } from 'node:events';
import {
  chooseByName,
  integer,
  networkName,
  once as onlyOnce,
  Option,
  percentage,
  runCommandLine,
  withInterruption,
  type Command,
} from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { bench } from './bench';
import { boardDown, boardStatus, boardUp } from './board-commands';
import { BOARDS } from './board/kinds';
import { LOCAL_HOST } from './board/open';
import { clean, describeCleaned, type CleanOptions } from './clean';
import { compare, type CompareOptions } from './compare';
import { crossCompile } from './cross-compile';
import { EMULATED_KINDS, type EmulatedKind } from './emulated/kinds';
import { enginesOf } from './engines';
import { DEFAULT_CAMERA } from './live/live';
import type { MeasureOptions } from './measure';
import { hostsOf, onEachHost } from './hosts';
import { EXIT_SLOWER } from './exit-codes';
import { mlperfTiny, type MlperfTinyOptions } from './mlperf-tiny';
import { RULES } from './mlperf-tiny/results';
import { placePrebuiltProgram } from './prebuilt-program';
import { push, type PushOptions } from './push';
import { FORMATS } from './report/formats';
import { reportJsonSchema, SOURCES } from './report/schema';
import { ACROSS, type Across } from './select-reports';
import { servePage } from './serve';
import { HOST_TOOLCHAIN, type Toolchain } from './toolchains';

/** Runs a command line; rejects with the error that ended it. */
export const runDeployer = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'bitplane-deployer',
      description: 'Runs exported networks on boards over SSH, measures and compares.',
      commands: [
        (program) => addPush(program, argv),
        (program) => addBench(program, argv),
        (program) => addClean(program, argv),
        (program) => addMlperfTiny(program, argv),
        ...[addBuild, addCompare, addServe, addBoardUp, addBoardDown, addBoardStatus, addBoards, addSchema],
      ],
    },
    argv,
  );

/** Options that say nothing without a benchmark. */
const OF_BENCHMARK = ['engines', 'governor', 'out', 'python', 'repeats', 'seconds'];

const addPush = (program: Command, argv: readonly string[]): Command =>
  onPrograms(measuring(program.command('push')))
    .description(
      'Build for a board, upload what changed, verify bit for bit, benchmark. The last line is `report: PATH`.',
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
    .addOption(
      new Option(
        '--live [camera|dir]',
        `instead of the benchmark, show on a page of this computer what the network makes of a camera of the board (default: ${DEFAULT_CAMERA}), or of the PPM and PGM files in a folder there; Ctrl-C ends it`,
      ).conflicts(OF_BENCHMARK),
    )
    .option('--no-bench', 'stop after the verification and --data, without a report')
    .action(({ live: from, ...options }: Omit<PushOptions, 'live'> & { readonly live?: string | true }) =>
      forHosts(options, argv, async (host) => {
        const live = from === true ? DEFAULT_CAMERA : from;
        for (const report of await push({ ...options, live, host })) console.log(`report: ${report}`);
      }),
    );

const addBench = (program: Command, argv: readonly string[]): Command =>
  measuring(program.command('bench'))
    .description('Verify and benchmark again what is already on the board. The last line is `report: PATH`.')
    .action((options: MeasureOptions) =>
      forHosts(options, argv, async (host) => {
        for (const report of await bench({ ...options, host })) console.log(`report: ${report}`);
      }),
    );

const addClean = (program: Command, argv: readonly string[]): Command =>
  onBoards(program.command('clean'))
    .description('Remove from the board what push has put there, and nothing else.')
    .action((options: CleanOptions) =>
      forHosts(options, argv, async (host) =>
        console.log(describeCleaned(await clean({ ...options, host }), { ...options, host })),
      ),
    );

const addMlperfTiny = (program: Command, argv: readonly string[]): Command =>
  onPrograms(runningThere(onBoards(program.command('mlperf-tiny'))))
    .description(
      "Measure image classification as MLPerf Tiny's open division does: throughput, accuracy, a description of the system. Nobody reviews the numbers; the folder's README says what is not official. The last line is `results: PATH`.",
    )
    .option('--model <file|dir>', 'a .bpm file, or a folder with model.bpm (default: out/reference/export)')
    .option(
      '--data <dir|file>',
      "labelled images as for push (default: CIFAR-10's test images, which the benchmark requires)",
    )
    .option('--threads <n>', 'threads on the board, up to its cores', integer(1, 256), 1)
    .option(
      '--seconds <n>',
      `length of each of the ${RULES.windows} windows; below ${RULES.windowSeconds} the results are marked as not valid`,
      integer(1, 3600),
      RULES.windowSeconds,
    )
    .option('--submitter <name>', 'who measured, as the folder and the system description have it', 'unnamed')
    .option('--out <dir>', 'output folder, empty or new (default: out/mlperf-tiny/<host>-<time>)')
    .action((options: MlperfTinyOptions) =>
      forHosts({ host: options.host, out: options.out }, argv, async (host) =>
        console.log(`results: ${await mlperfTiny({ ...options, host })}`),
      ),
    );

/** Throws E_USAGE for one report of several hosts or numbers of threads. */
async function forHosts(
  { host, out, threads = [1] }: Pick<MeasureOptions, 'host'> & Partial<MeasureOptions>,
  argv: readonly string[],
  run: (host: string) => Promise<void>,
): Promise<void> {
  const hosts = hostsOf(host);
  const numReports = hosts.length * threads.length;
  if (out !== undefined && numReports > 1) {
    throw new BitplaneError(
      'E_USAGE',
      `--out ${out}: expected one host and one number of threads, got ${numReports} reports to write`,
    );
  }
  return hosts.length === 1 ? run(hosts[0]) : onEachHost(hosts, argv);
}

const addBuild = (program: Command): Command =>
  program
    .command('build')
    .description(
      'Build the on-board program, by default for this computer, where the converter then finds it. The last line is `program: PATH`.',
    )
    .option('--toolchain <name>', 'how to build, as for push (default: host, or the installed program)')
    .addOption(new Option('--libc <name>', 'musl makes a static program').choices(['gnu', 'musl']).default('gnu'))
    .action(({ toolchain, libc }: { toolchain?: string; libc: Toolchain['libc'] }) =>
      withInterruption(async (signal) => {
        const prebuilt = toolchain === undefined ? placePrebuiltProgram() : null;
        const name = toolchain ?? HOST_TOOLCHAIN;
        console.log(`program: ${prebuilt ?? (await crossCompile({ name, libc }, signal))}`);
      }),
    );

/** The argument and options that choose reports. */
const selecting = (command: Command): Command =>
  command
    .argument('[reports...]', 'reports in JSON, folders, or patterns in quotes')
    .option('--host <name>', 'only reports of this host')
    .option('--last <n>', 'the newest n reports', integer(1, 10_000))
    .option('--baseline <name>', 'the first row: a file, label, host or the start of a commit (7 digits or more)')
    .option('--across <list>', `compare although these differ: ${ACROSS.join(', ')}`, '');

const acrossOf = (text: string): Across[] =>
  chooseByName(
    '--across',
    text,
    ACROSS.map((name) => ({ name })),
  ).map(({ name }) => name);

const addCompare = (program: Command): Command => {
  const command = selecting(program.command('compare'))
    .description(
      'Compare reports in a table here and on a page; the first row is the baseline. Without reports, it compares those in out/reports that are like the newest one in model, threads and source.',
    )
    .option(
      '--fail-if-slower <percent>',
      `end with exit code ${EXIT_SLOWER} if a row is slower than the baseline by more than this, beyond noise`,
      percentage,
    )
    .option('--out <file>', 'output page (default: out/reports/compare.html)');
  for (const { name, what } of FORMATS) command.option(`--${name} <file>`, `also write ${what}`);
  return command.action((paths: string[], options: CommandOptions) => {
    const { across: unlike, host, last, baseline, out, failIfSlower } = options;
    const files = Object.fromEntries(
      FORMATS.flatMap(({ name }) => {
        const file = command.getOptionValue(camelCase(name)) as string | undefined;
        return file === undefined ? [] : [[name, file]];
      }),
    );
    const across = acrossOf(unlike);
    const { page, slower } = compare({ paths, host, last, baseline, across, out, files, failIfSlower });
    for (const row of slower) console.error(`too slow: ${row} (--fail-if-slower ${failIfSlower}%)`);
    console.log(`page: ${page}`);
    if (slower.length > 0) process.exitCode = EXIT_SLOWER;
  });
};

const addServe = (program: Command): Command =>
  selecting(program.command('serve'))
    .description('Show the comparison as a page on this computer, which changes when reports come. Ctrl-C ends it.')
    .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', integer(0, 65_535), 0)
    .action(
      (paths: string[], { across, ...options }: Omit<CommandOptions, 'out' | 'failIfSlower'> & { port: number }) =>
        withInterruption(async (signal) => {
          const server = await servePage({ ...options, paths, across: acrossOf(across) });
          console.log(`page: ${server.address}`);
          await once(signal, 'abort');
          await server.stop();
        }),
    );

type CommandOptions = Pick<CompareOptions, 'host' | 'last' | 'baseline' | 'out' | 'failIfSlower'> & { across: string };

const camelCase = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const kindOption = (what: string): Option =>
  new Option('--kind <name>', what).choices(EMULATED_KINDS.map(({ name }) => name));

const kindNamed = (wanted: string): EmulatedKind => EMULATED_KINDS.find(({ name }) => name === wanted)!;

const addBoardUp = (program: Command): Command =>
  program
    .command('board-up')
    .description(
      'Start an emulated board with a real SSH server, and print how to push to it. The first start makes it of Debian packages.',
    )
    .addOption(kindOption(EMULATED_KINDS.map(({ name, title }) => `${name}: ${title}`).join('; ')).default('arm64'))
    .action(({ kind }: { kind: string }) => boardUp(kindNamed(kind)));

const addBoardDown = (program: Command): Command =>
  program
    .command('board-down')
    .description('Stop emulated boards.')
    .addOption(kindOption('only this one (default: all)'))
    .action(({ kind }: { kind?: string }) => boardDown(kind === undefined ? EMULATED_KINDS : [kindNamed(kind)]));

const addBoardStatus = (program: Command): Command =>
  program
    .command('board-status')
    .description('Say which emulated boards run.')
    .action(() => boardStatus());

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

/** Options of all commands that work on boards. */
const onBoards = (command: Command): Command =>
  command
    .option(
      '--host <host>',
      `the board as ssh takes it: a Host of ~/.ssh/config, [user@]host, or ssh://[user@]host[:port]; several with commas between, or @file with one per line; "${LOCAL_HOST}" is a built-in SSH server that acts as one`,
      onlyOnce('several hosts are --host pi,pi5'),
      LOCAL_HOST,
    )
    .option('--ssh-config <file>', 'this ssh_config instead of ~/.ssh/config and /etc/ssh/ssh_config')
    .option(
      '--accept-new',
      'accept the key of a host that no known_hosts file lists, and add it there; a changed key is still rejected',
    )
    .option('--remote-dir <dir>', 'folder on the board', 'bitplane');

/** Options of commands that run the program there and time it. */
const runningThere = (command: Command): Command =>
  command
    .option(
      '--cpu <features>',
      'instruction sets that the program may use, such as "portable" or "avx2" (BITPLANE_CPU there; default: all)',
    )
    .option('--allow-noisy', 'keep times also where other programs or a changing clock disturbed too many of them')
    .option(
      '--governor <name>',
      'set this governor of the clock for the timing, "performance" for steady times; the board itself sets its own again, also when the link is lost (needs root or sudo there)',
    )
    .option('--timeout <seconds>', 'max time that the program may run on the board', integer(1, 86_400), 600);

/** Options of commands that put the program there. */
const onPrograms = (command: Command): Command =>
  command
    .option('--program <file>', 'use this on-board program instead of building one')
    .option(
      '--toolchain <name>',
      "how to build: host, or a file of packages/runtime-c/cmake/toolchains (default: by the board's architecture)",
    );

/** The largest first: one that the board does not have is rejected before anything is measured. */
const numbersOfThreads = (text: string): number[] =>
  [...new Set(text.split(',').map(integer(1, 256)))].sort((a, b) => b - a);

/** Options of push and bench. */
const measuring = (command: Command): Command =>
  runningThere(onBoards(command))
    .option(
      '--network <name|file>',
      'network whose export to use; a file means its base name',
      networkName,
      'reference',
    )
    .option('--export <dir>', 'folder with model.bpm and golden/golden.bpv (default: out/<network>/export)')
    .option(
      '--threads <n,n>',
      'threads on the board, several numbers for a report of each, timed in turns; more than its cores is an error, which is detected once the board has reported how many it has (default: 1)',
      numbersOfThreads,
      [1],
    )
    .option('--seconds <n>', 'time whole images this long, and layers as long (default: 2)', integer(1, 3600))
    .option('--repeats <n>', 'time this many images instead', integer(1, 1_000_000))
    .addOption(
      new Option(
        '--source <name>',
        'where the times come from: icount for an emulator whose clock counts instructions (default: board, or emulated where QEMU is recognized)',
      ).choices(SOURCES.filter((source) => source !== 'model')),
    )
    .option(
      '--engines <list>',
      'also time the twins of the network: bitplane,int8,float by our own runtime, litert and onnxruntime by packages of the board for Python; one that cannot run is left out, with the reason in the report (default: bitplane)',
      enginesOf,
      [],
    )
    .option('--python <program>', 'Python on the board that has those packages (default: python3)')
    .option('--label <text>', 'name of this measurement in tables and pages')
    .option('--out <file>', 'output report (default: out/reports/<host>-<time>.json)');
