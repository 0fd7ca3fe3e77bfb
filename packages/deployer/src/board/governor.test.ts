// The guard of the clock governor: in the shells that boards have, on a folder that has the form of /sys.
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, findProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { connect, resolveTarget, startLocalBoard, type LocalBoard } from '../ssh';
import { redirect, startRelay } from '../test-support/relay';
import { SHELLS, startScript } from '../test-support/shells';
import { withGovernor } from './governor';
import {
  EXIT_NO_GOVERNOR,
  EXIT_OTHER_GUARD,
  EXIT_UNKNOWN_GOVERNOR,
  governorScript,
  type GuardPlaces,
} from './governor-script';
import { boardOf } from './kinds';
import type { OpenBoard } from './open';
import { probeThisMachine } from './this-machine';

let folder: string;
let places: GuardPlaces;

beforeEach(() => {
  folder = temporaryFolder();
  places = { sys: join(folder, 'the sys'), run: join(folder, 'run'), maxSilenceSeconds: 2 };
  mkdirSync(places.run);
  addClock('cpufreq/policy0', 'ondemand');
  addClock('cpufreq/policy4', 'schedutil');
});

const clock = (name: string) => join(places.sys, 'devices/system/cpu', name, 'scaling_governor');
function addClock(name: string, governor: string): void {
  mkdirSync(join(clock(name), '..'), { recursive: true });
  writeFileSync(clock(name), `${governor}\n`);
}
const governors = (...names: string[]) => names.map((name) => readFileSync(clock(name), 'utf8').trim());
const now = () => governors('cpufreq/policy0', 'cpufreq/policy4');
const OWN = ['ondemand', 'schedutil'];
const SET = ['performance', 'performance'];
const isClean = () => !existsSync(join(places.run, 'bitplane-governor'));

async function eventually(isSo: () => boolean, seconds = 10): Promise<void> {
  for (let i = 0; i < seconds * 20 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSo()).toBe(true);
}

describe.each(SHELLS)('in $name', ({ name }) => {
  const testIf = skipUnless(findProgram(name), name);
  const start = (governor = 'performance') => startScript(name, governorScript(governor, places), folder);
  const started = async (...args: Parameters<typeof start>) => {
    const guard = start(...args);
    const [line] = (await once(guard.stdout, 'data')) as [Buffer];
    expect(line.toString()).toBe('governor ondemand\n');
    expect(now()).toEqual(SET);
    return guard;
  };
  const pidOfGuard = () => Number(readFileSync(join(places.run, 'bitplane-governor/pid'), 'utf8'));

  testIf('sets the governor of each clock, and sets back what was there when its input ends', async () => {
    const guard = await started();
    guard.stdin.end();
    expect(await once(guard, 'close')).toEqual([0, null]);
    expect([now(), isClean()]).toEqual([OWN, true]);
  });

  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
    testIf(`sets it back on ${signal}`, async () => {
      const guard = await started();
      process.kill(pidOfGuard(), signal);
      await eventually(() => isClean());
      expect(now()).toEqual(OWN);
      guard.stdin.destroy();
    });
  }

  testIf('sets it back when it hears nothing, and not before', async () => {
    const guard = await started();
    for (let i = 0; i < 3; i++) {
      guard.stdin.write('\n');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(now()).toEqual(SET);
    }
    await eventually(() => isClean());
    expect(now()).toEqual(OWN);
    guard.stdin.destroy();
  });

  testIf('sets it back although it was killed itself, once the input ends', async () => {
    const guard = await started();
    process.kill(pidOfGuard(), 'SIGKILL');
    guard.stdin.end();
    await eventually(() => isClean());
    expect(now()).toEqual(OWN);
  });

  testIf('sets back what a guard has left that was killed with all its processes', async () => {
    const left = join(places.run, 'bitplane-governor');
    mkdirSync(left);
    writeFileSync(join(left, 'pid'), `${2 ** 22 + 1}\n`);
    const kept = ['cpufreq/policy0', 'cpufreq/policy4'].map((each, k) => `${OWN[k]} ${clock(each)}\n`);
    writeFileSync(join(left, 'kept'), kept.join(''));
    for (const each of ['cpufreq/policy0', 'cpufreq/policy4']) writeFileSync(clock(each), 'performance\n');
    const guard = await started();
    guard.stdin.end();
    await once(guard, 'close');
    expect([now(), isClean()]).toEqual([OWN, true]);
  });

  testIf('leaves the field to a guard that is there', async () => {
    const guard = await started();
    const second = start('powersave');
    expect(await once(second, 'close')).toEqual([EXIT_OTHER_GUARD, null]);
    expect(now()).toEqual(SET);
    guard.stdin.end();
    await once(guard, 'close');
    expect(now()).toEqual(OWN);
  });

  testIf('finds the clocks of old kernels, one for each core', async () => {
    rmSync(places.sys, { recursive: true });
    addClock('cpu0/cpufreq', 'ondemand');
    addClock('cpu1/cpufreq', 'ondemand');
    const guard = start();
    await once(guard.stdout, 'data');
    expect(governors('cpu0/cpufreq', 'cpu1/cpufreq')).toEqual(SET);
    guard.stdin.end();
    await once(guard, 'close');
    expect(governors('cpu0/cpufreq', 'cpu1/cpufreq')).toEqual(['ondemand', 'ondemand']);
  });

  testIf('knows a board without one, and a governor that the board does not have', async () => {
    writeFileSync(join(clock('cpufreq/policy0'), '../scaling_available_governors'), 'ondemand powersave\n');
    expect(await once(start(), 'close')).toEqual([EXIT_UNKNOWN_GOVERNOR, null]);
    expect(now()).toEqual(OWN);
    rmSync(places.sys, { recursive: true });
    expect(await once(start(), 'close')).toEqual([EXIT_NO_GOVERNOR, null]);
  });
});

describe('over SSH', () => {
  let board: LocalBoard;
  const stops: (() => unknown)[] = [];
  beforeEach(async () => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    board = await startLocalBoard({ folder: join(folder, 'board'), host: 'pi' });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const stop of stops.splice(0)) await stop();
    await board.stop();
  });

  async function open(): Promise<OpenBoard> {
    const connection = () => connect(resolveTarget('pi', board.sshConfig));
    const link = (await connection()).renewWith(connection);
    stops.push(() => link.close());
    const probe = probeThisMachine();
    return { host: 'pi', kind: boardOf(probe), probe, link, signal: new AbortController().signal };
  }
  const set = (opened: OpenBoard, use: () => Promise<unknown>) => withGovernor(opened, 'performance', use, places);

  test('the governor is set while something is measured, and never longer', async () => {
    const opened = await open();
    expect(await set(opened, () => Promise.resolve(now()))).toEqual(SET);
    expect([now(), isClean()]).toEqual([OWN, true]);
    const failing = set(opened, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect([now(), isClean()]).toEqual([OWN, true]);
  });

  test.each(['cut', 'stall'] as const)('it is set back on the board when the link is %s', async (how) => {
    const relay = await startRelay(board.port);
    stops.push(() => relay.stop());
    redirect(board.sshConfig, board.port, relay.port, ['ServerAliveInterval 1', 'ServerAliveCountMax 2']);
    const opened = await open();
    const waiting = set(opened, async () => {
      expect(now()).toEqual(SET);
      relay.fail(how);
      await eventually(() => isClean());
    });
    await expect(waiting).rejects.toEqual(errorLike('E_HOST', /governor performance was lost/));
    expect(now()).toEqual(OWN);
  });

  test('a board that has none, and a second command at once, are said', async () => {
    const opened = await open();
    await set(opened, async () => {
      await expect(set(opened, () => Promise.resolve())).rejects.toEqual(errorLike('E_BUSY', /another command/));
    });
    rmSync(places.sys, { recursive: true });
    await expect(set(opened, () => Promise.resolve())).rejects.toEqual(errorLike('E_BOARD', /leave out --governor/));
  });
});
