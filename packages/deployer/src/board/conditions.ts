// The state of a board at one moment, and what two moments say of the time between them.
import { isWholeAnswer, readAnswers } from './probe';

export interface Snapshot {
  /** Of the first core's clock. */
  readonly governor: string | null;
  readonly loadAverage: number | null;
  /** Of the fastest core. */
  readonly megahertz: number | null;
  readonly maxMegahertz: number | null;
  /** Type and degrees Celsius of each thermal zone. */
  readonly thermalZones: readonly { readonly type: string; readonly celsius: number }[];
  /** The bits of a Raspberry Pi's firmware; null on other boards. */
  readonly throttled: number | null;
  /** Clock ticks of all cores since boot; null where the system does not count them. */
  readonly ticks: { readonly busy: number; readonly total: number; readonly cores: number } | null;
  /** By process number. */
  readonly processes: ReadonlyMap<number, { readonly name: string; readonly ticks: number }>;
}

export interface Activity {
  /** Cores that all programs together kept busy, 0.5 for one core half of the time. */
  readonly cores: number;
  readonly seconds: number;
  /** Those of them that are still there, the busiest first. */
  readonly processes: readonly { readonly name: string; readonly cores: number }[];
}

/** Linux counts in hundredths of a second wherever programs can see it (man 5 proc, sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** Null if the answer was cut short. */
export function parseSnapshot(output: string): Snapshot | null {
  const answer = readAnswers(output);
  if (!isWholeAnswer(output)) return null;
  return {
    governor: answer('governor') || null,
    loadAverage: firstNumber(answer('load')),
    megahertz: maxOf(answer('frequency'), 1000),
    maxMegahertz: maxOf(answer('max-frequency'), 1000),
    thermalZones: readThermalZones(answer('thermal')),
    throttled: readThrottled(answer('throttled')),
    ticks: readTicks(answer('stat')),
    processes: readProcesses(answer('processes')),
  };
}

/** What ran between two snapshots; null where the system does not count it, or no tick passed. */
export function activityBetween(before: Snapshot, after: Snapshot): Activity | null {
  if (before.ticks === null || after.ticks === null) return null;
  const { cores } = after.ticks;
  const total = after.ticks.total - before.ticks.total;
  if (total <= 0) return null;
  const inCores = (ticks: number) => (Math.max(0, ticks) / total) * cores;
  const processes = [...after.processes].map(([id, { name, ticks }]) => ({
    name,
    cores: inCores(ticks - (before.processes.get(id)?.ticks ?? 0)),
  }));
  return {
    cores: inCores(after.ticks.busy - before.ticks.busy),
    seconds: total / cores / TICKS_PER_SECOND,
    processes: processes.filter((process) => process.cores > 0).sort((a, b) => b.cores - a.cores),
  };
}

/** Lines `cpu  user nice system idle iowait irq softirq steal …` and `cpu0 …`. */
function readTicks(text: string): Snapshot['ticks'] {
  const all = /^cpu +(\d[\d ]*)$/m.exec(text)?.[1].trim().split(' ').slice(0, 8).map(Number);
  const cores = text.match(/^cpu\d+ /gm)?.length ?? 0;
  if (all === undefined || all.length < 4 || cores === 0) return null;
  const total = all.reduce((sum, ticks) => sum + ticks, 0);
  return { busy: total - all[3] - (all[4] ?? 0), total, cores };
}

/** `number (name) state …`, where a name may hold anything; fields 14 and 15 are user and system time. */
function readProcesses(text: string): Snapshot['processes'] {
  const found = new Map<number, { name: string; ticks: number }>();
  for (const line of text.split('\n')) {
    const match = /^(\d+) \((.*)\) (\S(?: -?\d+){12,})/.exec(line);
    if (match === null) continue;
    const fields = match[3].split(' ');
    found.set(Number(match[1]), { name: match[2], ticks: Number(fields[11]) + Number(fields[12]) });
  }
  return found;
}

function readThermalZones(text: string): Snapshot['thermalZones'] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.+) (-?\d+)$/.exec(line);
    return match === null ? [] : [{ type: match[1], celsius: Number(match[2]) / 1000 }];
  });
}

function readThrottled(text: string): number | null {
  const match = /^throttled=0x([0-9a-f]+)$/im.exec(text);
  return match === null ? null : parseInt(match[1], 16);
}

function firstNumber(text: string): number | null {
  const value = parseFloat(text);
  return Number.isNaN(value) ? null : value;
}

function maxOf(text: string, divisor: number): number | null {
  const values = text
    .split(/\s+/)
    .map(Number)
    .filter((value) => value > 0);
  return values.length === 0 ? null : Math.max(...values) / divisor;
}
