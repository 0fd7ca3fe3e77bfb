// Energy by a board's own sensors: the script in the shells that boards have, on a folder that has the form of /sys,
// and what comes of the samples.
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { connect, resolveTarget, startLocalBoard, type LocalBoard } from '../ssh';
import { SHELLS, startScript } from '../test-support/shells';
import { energyOf, measureEnergy, parseRecording, type Sample, type Sensor } from './energy';
import { energyScript, EXIT_NO_SENSOR } from './energy-script';
import { boardOf } from './kinds';
import type { OpenBoard } from './open';
import type { StreamOutput } from './program-output';
import { probeThisMachine } from './this-machine';

let folder: string;
let sys: string;
beforeEach(() => {
  folder = temporaryFolder();
  sys = join(folder, 'the sys');
  mkdirSync(join(sys, 'class'), { recursive: true });
});

function put(file: string, text: string | number): void {
  mkdirSync(dirname(join(sys, 'class', file)), { recursive: true });
  writeFileSync(join(sys, 'class', file), `${text}\n`);
}

const window = (start: number, seconds: number, images = 100): StreamOutput => ({
  ...{ schema: 'bitplane-stream/1', program: '1', compiler: 'cc', flags: '-O2', threads: 1, arena_nbytes: 1 },
  cpu: { features: [], used: [], forced: null, choice: null },
  ...{ image: 0, images, since_boot_ns: start * 1e9, ns: seconds * 1e9, cpu_ns: null },
});
const uptime = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const testOnLinux = process.platform === 'linux' ? describe : describe.skip;

testOnLinux.each(SHELLS)('in $name', ({ name }) => {
  const testIf = skipUnless(findProgram(name), name);

  /** What the script has printed once its input has ended. */
  async function record(meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
    const child = startScript(name, energyScript({ sys }), folder);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    const closed = once(child, 'close');
    for (let i = 0; i < 100 && !output.includes('sampling') && child.exitCode === null; i++) await sleep(50);
    await meanwhile();
    child.stdin.end('\n\n');
    const [code] = (await closed) as [number];
    return { code, output, ...parseRecording(output) };
  }

  testIf('finds counters and powers by their names, and leaves out parts of others and graphics cards', async () => {
    put('powercap/intel-rapl:0/name', 'package-0');
    put('powercap/intel-rapl:0/max_energy_range_uj', 262143328850);
    put('powercap/intel-rapl:0/energy_uj', 1000);
    put('powercap/intel-rapl:0:0/name', 'core');
    put('powercap/intel-rapl:0:0/energy_uj', 900);
    put('hwmon/hwmon0/name', 'ina260');
    put('hwmon/hwmon0/power1_input', 4_500_000);
    put('hwmon/hwmon1/name', 'ina3221');
    put('hwmon/hwmon1/power2_input', 2_000_000);
    put('hwmon/hwmon1/power2_label', 'VDD CPU');
    put('hwmon/hwmon2/energy1_input', 77);
    put('hwmon/hwmon3/name', 'amdgpu');
    put('hwmon/hwmon3/power1_input', 30_000_000);
    const { code, sensors, samples } = await record(() => sleep(700));
    expect(code).toBe(0);
    expect(sensors).toEqual([
      { unit: 'uj', range: 262143328850, name: 'RAPL package-0' },
      { unit: 'uw', range: 0, name: 'hwmon ina260 power1' },
      { unit: 'uw', range: 0, name: 'hwmon ina3221 VDD CPU' },
      { unit: 'uj', range: 0, name: 'hwmon hwmon2 energy1' },
    ]);
    expect(samples.length).toBeGreaterThanOrEqual(3);
    for (const { values } of samples) expect(values).toEqual([1000, 4_500_000, 2_000_000, 77]);
    expect(Math.abs(samples.at(-1)!.seconds - uptime())).toBeLessThan(2);
  });

  testIf('a counter that rises while images run gives their joules', async () => {
    put('powercap/intel-rapl:0/name', 'package-0');
    put('powercap/intel-rapl:0/energy_uj', 5_000_000);
    let start = 0;
    const recording = await record(async () => {
      await sleep(500);
      start = uptime();
      await sleep(500);
      put('powercap/intel-rapl:0/energy_uj', 7_000_000);
      await sleep(1500);
    });
    const energy = energyOf(recording, window(start, 1.5, 10));
    expect(energy).toMatchObject({ sensor: 'RAPL package-0', images: 10, seconds: 1.5, reason: null });
    expect(energy.joules_per_image).toBeCloseTo(0.2, 6);
    expect(energy.watts).toBeCloseTo(2 / 1.5, 6);
  });

  testIf('a sensor that goes away gives no values, and the others go on', async () => {
    put('hwmon/hwmon0/power1_input', 1);
    put('hwmon/hwmon1/power1_input', 2);
    const { samples } = await record(async () => {
      await sleep(300);
      rmSync(join(sys, 'class/hwmon/hwmon0'), { recursive: true });
      await sleep(500);
    });
    expect(samples[0].values).toEqual([1, 2]);
    expect(samples.at(-1)!.values).toEqual([null, 2]);
  });

  testIf('says that there is none, or that it may not be read', async () => {
    expect(await record()).toMatchObject({ code: EXIT_NO_SENSOR, sensors: [], denied: [] });
    // Root may read every file, but no folder.
    mkdirSync(join(sys, 'class/powercap/intel-rapl:0/energy_uj'), { recursive: true });
    expect(await record()).toMatchObject({
      code: EXIT_NO_SENSOR,
      denied: ['powercap/intel-rapl:0/energy_uj'],
    });
    rmSync(sys, { recursive: true });
    expect((await record()).code).toBe(EXIT_NO_SENSOR);
  });
});

describe('energy of samples', () => {
  const counter = (name: string, range = 0): Sensor => ({ name, unit: 'uj', range });
  const power = (name: string): Sensor => ({ name, unit: 'uw', range: 0 });
  const at = (...samples: [number, ...(number | null)[]][]): Sample[] =>
    samples.map(([seconds, ...values]) => ({ seconds, values }));
  const of = (sensors: Sensor[], samples: Sample[], start = 11, seconds = 2) =>
    energyOf({ sensors, denied: [], samples }, window(start, seconds));

  test('a counter is interpolated at both ends of the window', () => {
    const energy = of([counter('a')], at([10, 0], [12, 4e6], [14, 6e6]));
    // 2 J at 11 s, 5 J at 13 s.
    expect(energy.joules_per_image).toBeCloseTo(0.03, 12);
    expect(energy.watts).toBeCloseTo(1.5, 12);
  });

  test('a counter that starts again from 0 has counted on', () => {
    const energy = of([counter('a', 10e6)], at([10, 8e6], [11, 9e6], [12, 1e6], [14, 3e6]));
    expect(energy.joules_per_image).toBeCloseTo(0.03, 12);
  });

  test('power is integrated', () => {
    const energy = of([power('a')], at([10, 4e6], [11, 4e6], [12, 6e6], [13, 6e6], [14, 0]));
    expect(energy.joules_per_image).toBeCloseTo(0.11, 12);
  });

  test('of several the one that measured the most counts, and packages of a machine together', () => {
    const samples = at([10, 0, 0, 3e6], [14, 4e6, 8e6, 2e6]);
    const [a, b] = [counter('RAPL package-0'), counter('RAPL package-1')];
    expect(of([a, b, power('rail')], samples)).toMatchObject({ sensor: 'RAPL, 2 packages', watts: 3 });
    expect(of([a, counter('RAPL psys'), power('rail')], at([10, 0, 0, 3e6], [14, 4e6, 40e6, 2e6])).sensor).toBe(
      'RAPL psys',
    );
  });

  test('samples that do not reach over the window, and counters that stand still, give a reason', () => {
    const none = {
      joules_per_image: null,
      watts: null,
      reason: expect.stringMatching(/no values .* came of a$/) as string,
    };
    expect(of([counter('a')], at([10, 0], [12, 1e6]))).toMatchObject(none);
    expect(of([counter('a')], at([11.5, 0], [14, 1e6]))).toMatchObject(none);
    expect(of([counter('a')], at([10, 5], [14, 5]))).toMatchObject(none);
    expect(of([counter('a')], at([10, null], [14, null]))).toMatchObject(none);
  });
});

testOnLinux('over SSH', () => {
  let board: LocalBoard;
  beforeEach(async () => void (board = await startLocalBoard({ folder: join(folder, 'board'), host: 'pi' })));
  afterEach(() => board.stop());

  async function withOpen<T>(use: (opened: OpenBoard) => Promise<T>): Promise<T> {
    const connection = () => connect(resolveTarget('pi', board.sshConfig));
    const link = (await connection()).renewWith(connection);
    const probe = probeThisMachine();
    try {
      return await use({ host: 'pi', kind: boardOf(probe), probe, link, signal: new AbortController().signal });
    } finally {
      await link.close();
    }
  }

  test('the sensor is read while the images run', async () => {
    put('hwmon/hwmon0/name', 'ina260');
    put('hwmon/hwmon0/power1_input', 5_000_000);
    const stream = async () => {
      await sleep(300);
      const start = uptime();
      await sleep(1200);
      return window(start, 1, 50);
    };
    const energy = await withOpen((opened) => measureEnergy(opened, stream, { sys }));
    expect(energy).toMatchObject({ sensor: 'hwmon ina260 power1', reason: null });
    expect(energy.joules_per_image).toBeCloseTo(0.1, 6);
  });

  test('without one no image runs; what fails while it is read is passed on', async () => {
    const stream = jest.fn(() => Promise.reject(new Error('no')));
    const none = await withOpen((opened) => measureEnergy(opened, stream, { sys }));
    expect(none).toMatchObject({ joules_per_image: null, reason: 'Linux knows no power sensor of this board' });
    expect(stream).not.toHaveBeenCalled();
    put('hwmon/hwmon0/power1_input', 5_000_000);
    await expect(withOpen((opened) => measureEnergy(opened, stream, { sys }))).rejects.toThrow('no');
  });
});
