// zoo/times.json: how long one image takes with each network of the zoo, on one machine.
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { readWhole, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { z } from 'zod';
import { timeInRuntime } from '../c-runtime';
import { gitCommit } from '../run-record';
import { readCard, zooNames } from './card';

const schema = z.strictObject({
  schema: z.literal('bitplane-zoo-times/1'),
  /** Of the median call on one thread, by the network's name. */
  nanoseconds: z.record(z.string(), z.number().positive()),
  machine: z.string(),
  commit: z.string().nullable(),
  measured: z.iso.date(),
});

export type Times = z.infer<typeof schema>;

const FILE = 'times.json';

/** In turn, so that what slows the machine for a while slows all of them; the median round counts. */
const ROUNDS = 5;

/** Null where they have not been measured. Throws E_FILE for a file of another form. */
export function readTimes(zoo: string): Times | null {
  const path = join(zoo, FILE);
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(readWhole(path).toString()));
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected times of schema bitplane-zoo-times/1: measure them again`, {
      cause,
    });
  }
}

/** Measures all networks and writes the file. Throws what timeInRuntime and readCard throw. */
export function measureTimes(zoo: string): Times {
  const names = zooNames(zoo);
  const rounds = Array.from({ length: ROUNDS }, () =>
    names.map((name) => timeInRuntime(join(zoo, name, readCard(join(zoo, name)).file))),
  );
  const median = (k: number): number => rounds.map((times) => times[k]).sort((a, b) => a - b)[(ROUNDS - 1) / 2];
  const times: Times = {
    schema: 'bitplane-zoo-times/1',
    nanoseconds: Object.fromEntries(names.map((name, k) => [name, median(k)])),
    machine: cpus()[0].model.trim(),
    commit: gitCommit(),
    measured: new Date().toISOString().slice(0, 10),
  };
  writeWhole(join(zoo, FILE), `${JSON.stringify(times, null, 2)}\n`);
  return times;
}
