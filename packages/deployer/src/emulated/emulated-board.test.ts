// Real boards under QEMU: made, pushed to over SSH, stopped, and started again from their saved state.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { push } from '../push';
import { readReport } from '../report/files';
import { connect, exec, resolveTarget, type Link } from '../ssh';
import { addressIn, eventsUntil, HEIGHT, isFile, PICTURE, SCORES, scoresOf, WIDTH } from '../test-support/live-page';
import { pushOptions } from '../test-support/pushed-model';
import { placeOf, runningBoard, startEmulatedBoard, stopEmulatedBoard, type Place } from './emulated-board';
import { EMULATED_KINDS } from './kinds';
import { openQmp } from './qmp';
import { requireTools } from './tools';

jest.setTimeout(600_000);

const kindNamed = (wanted: string) => EMULATED_KINDS.find(({ name }) => name === wanted)!;

function hasTools(): boolean {
  try {
    requireTools(kindNamed('arm64'));
    return true;
  } catch {
    return false;
  }
}

const withQemu = skipUnless(hasTools(), 'qemu-system-arm, qemu-utils, cpio and e2fsprogs');

let printed: string[];
beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => jest.restoreAllMocks());

const start = (place: Place, said: string[] = []) =>
  startEmulatedBoard(place, { signal: new AbortController().signal, say: (line) => said.push(line) });

for (const name of ['arm64', 'tiny']) {
  withQemu(`${name}: made once, pushed to, stopped, and started from its saved state`, async () => {
    const kind = kindNamed(name);
    const place = placeOf(kind, temporaryFolder());
    const said: string[] = [];
    try {
      expect(runningBoard(place)).toBeNull();
      const board = await start(place, said);
      expect(said.at(-1)).toMatch(/first time/);
      expect(runningBoard(place)).toEqual(board);
      // It runs already.
      expect(await start(place, said)).toEqual(board);

      const options = pushOptions({ host: kind.host, sshConfig: board.sshConfig, bench: false });
      await push(options);
      const described = `${kind.qemu.cores} core${kind.qemu.cores === 1 ? '' : 's'}, aarch64, `;
      expect(printed[0]).toMatch(new RegExp(`^board: ${kind.host}, linux,dummy-virt: Cortex-A\\d+, ${described}`));
      expect(printed.at(-1)).toMatch(/^verify: .*all bits equal$/);
      await push(options);
      expect(printed.filter((line) => line.endsWith('is already there'))).toHaveLength(4);

      expect(await stopEmulatedBoard(place)).toBe(true);
      expect(runningBoard(place)).toBeNull();
      expect(await stopEmulatedBoard(place)).toBe(false);

      const numSaid = said.length;
      const again = await start(place, said);
      expect(said).toHaveLength(numSaid);
      // What was written is gone, and the clock is right again.
      printed = [];
      await push(options);
      expect(printed.filter((line) => /^upload: .*kB$/.test(line))).toHaveLength(4);

      if (name === 'arm64') await expectLiveFolder(kind.host, again.sshConfig);
      await expectSteadyTimes(kind.host, again.sshConfig);
      await expectRebootIsSaid(kind.host, again.sshConfig);
    } finally {
      await stopEmulatedBoard(place);
    }
  });
}

/** Calls `act` with a link as root once the board is timed. */
async function whileTimed(host: string, sshConfig: string, out: string, act: (link: Link) => Promise<unknown>) {
  const timed = push(pushOptions({ host, sshConfig, out, seconds: 3, repeats: undefined }));
  const acted = (async () => {
    const link = await connect(resolveTarget(`root@${host}`, sshConfig));
    for (;;) {
      const { stdout } = await exec(link, 'cat /proc/[0-9]*/cmdline | tr "\\\\000" " "', { name: 'looking' });
      if (/bitplane bench/.test(stdout)) break;
    }
    await act(link);
    await link.close();
  })();
  await Promise.all([timed, acted.catch(() => undefined)]);
}

/** The board's clock is put back by two days, and forward by as much, while it is timed. */
async function expectSteadyTimes(host: string, sshConfig: string): Promise<void> {
  const out = join(temporaryFolder(), 'report.json');
  await whileTimed(host, sshConfig, out, (link) =>
    exec(link, 'now=$(date +%s); date -s @$((now - 172800)); sleep 1; date -s @$now', { name: 'date' }),
  );
  const { benchmark, start: first } = readReport(out);
  for (const ns of [benchmark.total.min_ns, benchmark.total.p95_ns, first.load_warm_ns, first.first_image_ns]) {
    expect(ns).toBeGreaterThan(0);
    expect(ns).toBeLessThan(60e9);
  }
}

/** A picture that comes into a folder there is on the page here with its golden scores, and Ctrl-C ends both sides. */
async function expectLiveFolder(host: string, sshConfig: string): Promise<void> {
  const link = await connect(resolveTarget(host, sshConfig));
  const run = async (script: string, input?: Uint8Array): Promise<string> => {
    const { code, stdout } = await exec(link, script, { name: script.split(' ')[0], input });
    expect(code).toBe(0);
    return stdout;
  };
  await run('mkdir pictures');
  const running = push(pushOptions({ host, sshConfig, live: 'pictures' }));
  const address = await Promise.race([addressIn(printed), running.then(() => '')]);
  expect(await (await fetch(address)).text()).toContain('This board is emulated');
  await run('cat > pictures/.a.ppm && mv pictures/.a.ppm pictures/a.ppm', PICTURE);
  const shown = (await eventsUntil(address, isFile('a.ppm'))).at(-1)!;
  expect(scoresOf(shown)).toEqual(SCORES);
  expect(shown).toMatchObject({ size: [WIDTH, HEIGHT], ns: null, median_ns: null });
  process.emit('SIGINT');
  expect(await running).toEqual([]);
  expect(await run('for f in /proc/[0-9]*/cmdline; do tr "\\000" " " < $f; echo; done 2> /dev/null')).not.toMatch(
    /bitplane live/,
  );
  expect(await run('ls -A pictures')).toBe('a.ppm\n');
  await link.close();
}

async function expectRebootIsSaid(host: string, sshConfig: string): Promise<void> {
  const out = join(temporaryFolder(), 'report.json');
  let rebootedAt = 0;
  const timed = whileTimed(host, sshConfig, out, (link) => {
    rebootedAt = performance.now();
    return exec(link, 'reboot -f || echo b > /proc/sysrq-trigger', { name: 'reboot' });
  });
  await expect(timed).rejects.toEqual(
    errorLike('E_HOST', new RegExp(`lost the connection to ${host} .*run the command again`)),
  );
  expect(rebootedAt).toBeGreaterThan(0);
  expect(performance.now() - rebootedAt).toBeLessThan(15_000);
  expect(existsSync(out)).toBe(false);
}

withQemu('a board that does not start is reported with what it said last, and nothing stays', async () => {
  const { qemu, ...rest } = kindNamed('tiny');
  // QEMU knows no such core.
  const place = placeOf({ ...rest, qemu: { ...qemu, cpu: 'cortex-a999' } }, temporaryFolder());
  await expect(start(place)).rejects.toMatchObject({
    code: 'E_PROGRAM',
    message: expect.stringMatching(/emulated board tiny to respond, got .*cortex-a999.*qemu\.log/) as string,
  });
  expect(runningBoard(place)).toBeNull();
  expect(existsSync(join(place.folder, 'stamp'))).toBe(false);
});

withQemu('Ctrl-C while it starts for the first time ends it, and the next start makes it', async () => {
  const place = placeOf(kindNamed('tiny'), temporaryFolder());
  const controller = new AbortController();
  const { signal } = controller;
  // It responds after some seconds; its state is saved a second later.
  const say = (line: string): void => void (/first time/.test(line) && setTimeout(() => controller.abort(), 500));
  await expect(startEmulatedBoard(place, { signal, say })).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
  expect(runningBoard(place)).toBeNull();
  expect(existsSync(join(place.folder, 'stamp'))).toBe(false);
});

test('what QEMU is asked after its end is an error, not a wait', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(`{"QMP":{}}\\n{"return":{}}`)']);
  const qmp = await openQmp(child);
  await once(child, 'close');
  await expect(qmp.execute('migrate')).rejects.toThrow(/migrate: it has ended/);
});

test('what is missing is named with the packages to install', () => {
  const { qemu, ...rest } = kindNamed('arm64');
  expect(() => requireTools({ ...rest, qemu: { ...qemu, program: 'qemu-system-none' } })).toThrow(
    errorLike('E_SETUP', /need qemu-system-none.*install qemu-system-none/),
  );
});
