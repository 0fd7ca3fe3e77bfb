// The energy of an image: what the board's own sensor counts while images are classified one after the other.
import { BitplaneError } from '@bitplane/model';
import { noEnergy, type Energy } from '../report/schema';
import { hold, said } from '../ssh';
import { energyScript, EXIT_NO_SENSOR, type SensorPlaces } from './energy-script';
import type { OpenBoard } from './open';
import type { StreamOutput } from './program-output';

export interface Sensor {
  readonly name: string;
  /** Millionths of a joule that it counts up, or of a watt at the moment. */
  readonly unit: 'uj' | 'uw';
  /** Where its counter starts again from 0; 0 if that is not known. */
  readonly range: number;
}

export interface Sample {
  /** Since boot. */
  readonly seconds: number;
  /** Of each sensor; null where it gave none. */
  readonly values: readonly (number | null)[];
}

export interface Recording {
  readonly sensors: readonly Sensor[];
  /** Files that may not be read. */
  readonly denied: readonly string[];
  readonly samples: readonly Sample[];
}

/**
 * Records the sensors while `stream` runs, which is not run where there is none. The energy is all that the sensor
 * counts, what the board uses when idle included. Throws what `stream` throws, and E_BOARD where the script fails.
 */
export async function measureEnergy(
  board: OpenBoard,
  stream: () => Promise<StreamOutput>,
  places?: SensorPlaces,
): Promise<Energy> {
  const { host, signal } = board;
  const link = await board.link.another();
  try {
    const recorder = await hold(link, energyScript(places), { name: 'reading sensors', ready: /^sampling$/m, signal });
    if ('code' in recorder) {
      const { denied } = parseRecording(recorder.stdout);
      if (recorder.code === EXIT_NO_SENSOR) return noEnergy(denied.length === 0 ? NO_SENSOR : mayNotRead(denied[0]));
      throw new BitplaneError('E_BOARD', `${host}: expected the values of its power sensors, got ${said(recorder)}`);
    }
    const window = await stream().catch(async (error: unknown) => {
      await recorder.release();
      throw error;
    });
    const outcome = await recorder.release();
    if (outcome === null) return noEnergy('the connection on which the sensors were read was lost');
    return energyOf(parseRecording(outcome.stdout), window);
  } finally {
    await link.close();
  }
}

const NO_SENSOR = 'Linux knows no power sensor of this board';
const mayNotRead = (file: string): string => `only root may read the sensor, /sys/class/${file}`;

/** What energyScript prints. */
export function parseRecording(output: string): Recording {
  const lines = output.split('\n').map((line) => line.trim());
  const sensors = lines.flatMap((line): Sensor[] => {
    const match = /^sensor (uj|uw) (\d+) (.+)$/.exec(line);
    return match === null ? [] : [{ unit: match[1] as Sensor['unit'], range: Number(match[2]), name: match[3] }];
  });
  const samples = lines.flatMap((line): Sample[] => {
    const [word, seconds, ...values] = line.split(' ');
    if (word !== 'sample' || values.length !== sensors.length) return [];
    return [{ seconds: Number(seconds), values: values.map((text) => (/^-?\d+$/.test(text) ? Number(text) : null)) }];
  });
  return { sensors, denied: lines.flatMap((line) => /^denied (.+)$/.exec(line)?.slice(1) ?? []), samples };
}

/** Of several sensors that one counts which measured the most: a supply's rail has what its parts have. */
export function energyOf({ sensors, denied, samples }: Recording, window: StreamOutput): Energy {
  const [start, seconds] = [window.since_boot_ns / 1e9, window.ns / 1e9];
  const measured = sensors
    .map((sensor, k) => ({
      name: sensor.name,
      joules: joulesBetween(cumulative(sensor, pointsOf(samples, k)), start, start + seconds),
    }))
    .filter((each): each is Measured => each.joules !== null && each.joules > 0);
  const [first] = [...packagesTogether(measured), ...measured].sort((a, b) => b.joules - a.joules);
  if (first === undefined) {
    const names = sensors.map(({ name }) => name).join(', ');
    return noEnergy(denied.length > 0 ? mayNotRead(denied[0]) : `no values during the images came of ${names}`);
  }
  return {
    joules_per_image: first.joules / window.images,
    watts: first.joules / seconds,
    sensor: first.name,
    images: window.images,
    seconds,
    reason: null,
  };
}

interface Measured {
  readonly name: string;
  readonly joules: number;
}

/** A machine with several sockets has a RAPL zone for each. */
function packagesTogether(measured: readonly Measured[]): Measured[] {
  const packages = measured.filter(({ name }) => /^RAPL package-\d+$/.test(name));
  if (packages.length < 2) return [];
  return [{ name: `RAPL, ${packages.length} packages`, joules: packages.reduce((sum, { joules }) => sum + joules, 0) }];
}

type Point = readonly [seconds: number, value: number];

const pointsOf = (samples: readonly Sample[], sensor: number): Point[] =>
  samples.flatMap(({ seconds, values }): Point[] => {
    const value = values[sensor];
    return value === null ? [] : [[seconds, value]];
  });

/** Joules since the first point: a counter's steps, where one down is a start from 0; or the area under the power. */
function cumulative({ unit, range }: Sensor, points: readonly Point[]): Point[] {
  let joules = 0;
  return points.map(([seconds, value], k): Point => {
    if (k > 0) {
      const [secondsBefore, before] = points[k - 1];
      const step = value - before;
      joules +=
        unit === 'uw' ? ((seconds - secondsBefore) * (value + before)) / 2e6 : (step < 0 ? step + range : step) / 1e6;
    }
    return [seconds, joules];
  });
}

/** Between two moments, interpolated; null where the points do not reach over both. */
function joulesBetween(points: readonly Point[], start: number, end: number): number | null {
  const [from, to] = [valueAt(points, start), valueAt(points, end)];
  return from === null || to === null ? null : to - from;
}

function valueAt(points: readonly Point[], moment: number): number | null {
  const after = points.findIndex(([seconds]) => seconds >= moment);
  if (after <= 0) return null;
  const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]];
  return y0 + ((moment - x0) / (x1 - x0)) * (y1 - y0);
}
