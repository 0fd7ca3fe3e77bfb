// Boards that are no Debian: busybox alone, old tools, folders that do not serve. What a front door says to each.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { findProgram, scriptProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { bench } from './bench';
import { push } from './push';
import { readReport } from './report/files';
import { startLocalBoard, type LocalBoard, type LocalBoardOptions } from './ssh';
import { hostProgram, pushOptions, vectors } from './test-support/pushed-model';

const program = hostProgram() ?? '';
const testWithProgram = skipUnless(program !== '', 'the on-board program');
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const testAsRoot = isRoot ? testWithProgram : test.skip;
const numCores = cpus().length;

// A push is some twenty commands on a machine that may be busy.
jest.setTimeout(30_000);

let folder: string;
let board: LocalBoard;
let printed: string[];

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(bin());
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await board.stop();
});

const bin = () => join(folder, 'bin');
const out = () => join(folder, 'report.json');
const start = async (options: LocalBoardOptions = {}) => {
  board = await startLocalBoard({ folder: join(folder, 'board'), host: 'pi', ...options });
};
const run = (changes: Parameters<typeof pushOptions>[0] = {}) =>
  push(pushOptions({ sshConfig: board.sshConfig, program, out: out(), ...changes }));
const uploads = () => printed.filter((line) => line.startsWith('upload:'));

/** All that the deployer may call on a board. */
const TOOLS =
  'sh cat chmod cut df getconf head hexdump ls mkdir mv nproc od openssl printenv rm sha256sum shasum sleep sysctl timeout tr true uname wc';

/** The board's only programs, without some. */
function linkPrograms(without: readonly string[]): void {
  for (const name of TOOLS.split(' ').filter((tool) => !without.includes(tool))) {
    const from = findProgram(name);
    if (from !== null) symlinkSync(from, join(bin(), name));
  }
}

/**
 * A program of that name that does what a script says. It replaces a link; to write through one would change this
 * machine.
 */
function fake(name: string, script: string): void {
  rmSync(join(bin(), name), { force: true });
  writeFileSync(join(bin(), name), `#!/bin/sh\n${script}\n`, { mode: 0o755, flag: 'wx' });
}

const busybox = findProgram('busybox');
describe('busybox and nothing else', () => {
  const testIf = skipUnless(busybox !== null && program !== '', 'busybox');
  const startBusybox = (without: readonly string[] = []) => {
    for (const name of execFileSync(busybox as string, ['--list'], { encoding: 'utf8' })
      .trim()
      .split('\n'))
      if (!without.includes(name)) symlinkSync(busybox as string, join(bin(), name));
    return start({ path: bin(), shell: join(bin(), 'sh') });
  };

  testIf('is measured whole', async () => {
    await startBusybox();
    await run();
    expect(readReport(out()).board).toMatchObject({ cores: numCores, libc: null });
    await bench(pushOptions({ sshConfig: board.sshConfig, out: out() }));
  });

  testIf('counts its cores without nproc', async () => {
    await startBusybox(['nproc']);
    await run({ bench: false });
    expect(printed[0]).toContain(numCores === 1 ? ', 1 core,' : `, ${numCores} cores,`);
  });
});

describe('timeout', () => {
  /** As busybox had it before 1.30; notes that it was used. */
  const OLD = 'while getopts t:s: option; do :; done; shift $((OPTIND - 1)); echo "$@" >> "$HOME/used"; exec "$@"';

  testWithProgram('of busybox before 1.30 is given its seconds with -t', async () => {
    fake('timeout', OLD);
    await start({ path: `${bin()}:/usr/bin:/bin` });
    await run({ bench: false });
    expect(readFileSync(join(board.home, 'used'), 'utf8')).toContain('bitplane verify');
  });

  testWithProgram('is not needed', async () => {
    linkPrograms(['timeout']);
    await start({ path: bin() });
    await run({ bench: false });
    expect(printed.at(-1)).toContain('all bits equal');
  });
});

describe('cores', () => {
  test('fewer than --threads are an error with both numbers, before anything is sent', async () => {
    fake('getconf', 'echo 3');
    await start({ path: `${bin()}:/usr/bin:/bin` });
    const file = scriptProgram(folder, 'exit 0');
    const expected = {
      code: 'E_USAGE',
      message: expect.stringMatching(/--threads 99: pi has 3 cores.*at most 3/) as string,
    };
    await expect(run({ program: file, threads: [99] })).rejects.toMatchObject(expected);
    await expect(bench(pushOptions({ sshConfig: board.sshConfig, threads: [99] }))).rejects.toMatchObject(expected);
    expect(uploads()).toEqual([]);
  });

  testWithProgram('that nobody counts stay unknown, and --threads is believed', async () => {
    linkPrograms(['getconf', 'nproc', 'cat']);
    fake('cat', 'case $* in /proc/cpuinfo) exit 1;; esac; exec /bin/cat "$@"');
    await start({ path: bin() });
    await run({ threads: [2] });
    expect(printed[0]).toContain('unknown number of cores');
    expect(printed).toContain('threads: 2; pi does not report how many cores it has');
    expect(readReport(out()).board.cores).toBeNull();
  });
});

describe('a model that does not fit', () => {
  const refused = (changes: Parameters<typeof run>[0], message: RegExp) =>
    expect(run({ bench: false, ...changes })).rejects.toMatchObject({
      code: 'E_ROOM',
      message: expect.stringMatching(message) as string,
    });

  testWithProgram('into the memory is not sent', async () => {
    const lines = ['MemTotal: 900 kB', 'MemFree: 9 kB', 'MemAvailable: 99 kB', 'SwapFree: 1 kB'].join('\\n');
    fake('cat', `case $* in /proc/meminfo) printf '${lines}\\n'; exit;; esac; exec /bin/cat "$@"`);
    await start({ path: `${bin()}:/usr/bin:/bin` });
    await refused(
      {},
      /^pi: the model does not fit: it needs \d+ kB of memory or more \(file .*arena .*\), 102 kB are free/,
    );
    expect(uploads()).toEqual([]);
  });

  testWithProgram('on the disk is not sent, not even in part, and what will be replaced counts', async () => {
    const lie = (blocks: number) => fake('df', `echo Filesystem; echo none 9999 0 ${blocks} 0% /`);
    lie(10);
    await start({ path: `${bin()}:/usr/bin:/bin` });
    await refused({}, /needs \d+ bytes, 10240 are free in bitplane: make room.*nothing was sent/);
    expect(uploads()).toEqual([]);
    lie(1000);
    await run({ bench: false });
    const nbytes = readFileSync(program).length;
    // The new program fits beside the old one, which then makes room.
    lie(Math.ceil(nbytes / 1024) + 1);
    const other = join(folder, 'other');
    writeFileSync(other, Buffer.concat([readFileSync(program), Buffer.alloc(1)]), { mode: 0o755 });
    await run({ bench: false, program: other, export: vectors('random-20') });
  });
});

describe('a throttled board', () => {
  const startThrottled = () => {
    fake('vcgencmd', 'echo throttled=0x50004');
    return start({ path: `${bin()}:/usr/bin:/bin` });
  };

  testWithProgram('is not timed', async () => {
    await startThrottled();
    await expect(run({ allowNoisy: false })).rejects.toMatchObject({
      code: 'E_NOISY',
      message: expect.stringMatching(
        /reported throttled before the timing.*--allow-noisy; nothing was timed/,
      ) as string,
    });
    expect(existsSync(out())).toBe(false);
  });

  testWithProgram('is timed and marked with --allow-noisy', async () => {
    await startThrottled();
    await run();
    const { conditions } = readReport(out());
    expect(conditions.noise).toContain('the firmware reported throttled before the timing');
    expect(conditions.throttling).toEqual({
      ...{ before: ['throttled'], after: ['throttled'] },
      since_boot: ['under-voltage', 'throttled'],
    });
    expect(printed).toContain('noisy: the firmware reported throttled before the timing');
  });

  testWithProgram('is of the source that the user names', async () => {
    await startThrottled();
    await run({ source: 'icount' });
    expect(readReport(out()).source).toBe('icount');
  });
});

describe('SHA-256', () => {
  const SUMS = ['sha256sum', 'shasum', 'openssl'];
  const openssl = findProgram('openssl');

  test('that cannot be made is said', async () => {
    linkPrograms(SUMS);
    await start({ path: bin() });
    await expect(run({ program: scriptProgram(folder, 'exit 0') })).rejects.toThrow(/^pi: expected sha256sum/);
  });

  skipUnless(openssl !== null && program !== '', 'openssl')('can be made by openssl', async () => {
    linkPrograms(SUMS.filter((name) => name !== 'openssl'));
    await start({ path: bin() });
    await run({ bench: false });
    expect(uploads()).toHaveLength(4);
  });
});

describe('a folder on the board', () => {
  const mounted = async (options: string, changes: Parameters<typeof run>[0] = {}) => {
    await start();
    mkdirSync(board.home, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', board.home]);
    try {
      await run({ bench: false, ...changes });
    } finally {
      // What has just ended there may still be in the folder.
      execFileSync('umount', ['-l', board.home]);
    }
  };

  testAsRoot('that is mounted noexec is rejected before the upload, with one that is not', async () => {
    const rejected = mounted('noexec,size=4m');
    await expect(rejected).rejects.toThrow(/^pi: programs cannot run from bitplane .*noexec.*--remote-dir \/\w+/);
    expect(uploads()).toEqual([]);
  });

  testAsRoot('that is read-only is named, with --remote-dir', async () => {
    await expect(mounted('ro,size=4m')).rejects.toThrow(
      /folder bitplane cannot be written \(.*Read-only.*--remote-dir/,
    );
  });

  testAsRoot('that is full is named, with --remote-dir', async () => {
    await expect(mounted('size=64k')).rejects.toThrow(/bytes, \d+ are free in bitplane: make room.*--remote-dir/);
  });

  testWithProgram('of another name helps where the home does not', async () => {
    await start({ shell: shellWith(`HOME=${join(folder, 'none')}; export HOME`) });
    await expect(run({ bench: false })).rejects.toThrow(/home folder there, found none: .*--remote-dir \/var\/tmp/);
    await run({ bench: false, remoteDir: join(folder, 'elsewhere') });
    expect(existsSync(join(folder, 'elsewhere/bitplane'))).toBe(true);
  });

  test.each(['~', '~/', '.', ''])('"%s" is the home itself', async (remoteDir) => {
    await start();
    await run({ program: scriptProgram(folder, 'exit 0'), remoteDir }).catch(() => undefined);
    expect(readdirSync(board.home)).toContain('bitplane.json');
  });
});

/** A login shell that does something first. */
function shellWith(script: string): string {
  const file = join(bin(), 'login-shell');
  writeFileSync(file, `#!/bin/sh\n${script}\nexec /bin/sh "$@"\n`, { mode: 0o755 });
  return file;
}

describe('a board that does not say what it is', () => {
  test('is quoted where its sh fails', async () => {
    fake('sh', 'echo "sh: out of memory" >&2; exit 2');
    await start({ path: bin(), shell: shellWith(`PATH=${bin()}; export PATH`) });
    await expect(run({ program: scriptProgram(folder, 'exit 0') })).rejects.toThrow(/exit code 2, "sh: out of memory"/);
  });

  test('is quoted where the script fails', async () => {
    linkPrograms([]);
    fake('printenv', 'echo "printenv: Exec format error" >&2; kill -TERM $PPID');
    await start({ path: bin() });
    await expect(run({ program: scriptProgram(folder, 'exit 0') })).rejects.toThrow(
      /expected the board to say what it is, got exit code 143/,
    );
  });

  test('is quoted where it lacks every tool', async () => {
    linkPrograms(['uname', 'od', 'hexdump', 'head', 'cat']);
    await start({ path: bin() });
    await expect(run({ program: scriptProgram(folder, 'exit 0') })).rejects.toThrow(
      /expected the board to say what it is, got exit code 0/,
    );
  });

  testWithProgram('as to its architecture takes the program that is given', async () => {
    linkPrograms(['uname', 'od', 'hexdump']);
    await start({ path: bin() });
    await run({ bench: false });
    expect(printed.at(-1)).toContain('all bits equal');
  });
});

test('says that a program which the processor cannot run is to be built there, not in a circle', async () => {
  await start();
  const file = scriptProgram(folder, 'kill -ILL $$');
  await expect(run({ program: file, cpu: 'portable' })).rejects.toThrow(
    /portable kernels do not help; build it on the board/,
  );
});

test('names the loader that a program lacks on the board', async () => {
  await start();
  const file = scriptProgram(folder, '');
  writeFileSync(file, '#!/no/such/interpreter\n');
  await expect(run({ program: file })).rejects.toThrow(/the board cannot run it \(.*\): the loader or a library/);
});
