// sweep.json: which sweep a folder holds, and which runs have failed for good. All else is in the runs' checkpoints.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readWhole, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Identity } from './sweep';

const SCHEMA = 'bitplane-sweep-state/1';

interface SavedState {
  readonly schema: typeof SCHEMA;
  readonly identity: Identity;
  /** Folder of the run → why it failed. */
  readonly failures: Readonly<Record<string, string>>;
}

export interface SweepState {
  failureOf(run: string): string | null;
  /** Onto the disk. */
  saveFailure(run: string, reason: string): void;
}

const stateFile = (folder: string): string => join(folder, 'sweep.json');

/**
 * The state of the sweep in `folder`, or that of a new one. Throws E_USAGE where another sweep is there, naming the
 * first difference, and E_FILE for a file that is no state.
 */
export function openState(folder: string, identity: Identity): SweepState {
  const file = stateFile(folder);
  const plain = JSON.parse(JSON.stringify(identity)) as Identity;
  const saved = existsSync(file) ? parse(file) : { schema: SCHEMA, identity: plain, failures: {} };
  requireSame(saved.identity, plain, folder);
  const failures: Record<string, string> = { ...saved.failures };
  const save = (): void => writeWhole(file, `${JSON.stringify({ ...saved, failures }, null, 2)}\n`);
  save();
  return {
    failureOf: (run) => (Object.hasOwn(failures, run) ? failures[run] : null),
    saveFailure(run, reason) {
      failures[run] = reason;
      save();
    },
  };
}

/** What sweeps write into their folders, except for the state. */
const WRITTEN = /^(runs|results\.json|sweep\.html|seed-\d+|seeds\.json)$/;

/** Removes a sweep with its runs; the state goes last. Other folders stay as they are. */
export function removeSweep(folder: string): void {
  if (!existsSync(stateFile(folder))) return;
  for (const name of readdirSync(folder).filter((each) => WRITTEN.test(each))) {
    rmSync(join(folder, name), { recursive: true });
  }
  rmSync(stateFile(folder));
}

function requireSame(before: Identity, now: Identity, folder: string): void {
  const name = [...new Set([...Object.keys(before), ...Object.keys(now)])].find(
    (each) => !isDeepStrictEqual(before[each], now[each]),
  );
  if (name === undefined) return;
  const [path, was, is] = firstDifference(name, before[name], now[name]);
  throw new BitplaneError(
    'E_USAGE',
    `${folder} has a sweep with ${path} ${shown(was)}, got ${shown(is)}: give another --out, restore what was there to continue, or start over with --overwrite`,
  );
}

type Difference = readonly [path: string, was: unknown, is: unknown];

/** The innermost field in which two values differ; lists count as a whole. */
function firstDifference(path: string, was: unknown, is: unknown): Difference {
  if (!isRecord(was) || !isRecord(is)) return [path, was, is];
  const key = [...Object.keys(was), ...Object.keys(is)].find((each) => !isDeepStrictEqual(was[each], is[each]));
  return key === undefined ? [path, was, is] : firstDifference(`${path}.${key}`, was[key], is[key]);
}

const shown = (value: unknown): string => (value === undefined ? 'left out' : JSON.stringify(value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(file: string): SavedState {
  const state = parseJson(file);
  if (isRecord(state) && state.schema === SCHEMA && isRecord(state.identity) && isRecord(state.failures)) {
    return state as unknown as SavedState;
  }
  throw new BitplaneError(
    'E_FILE',
    `${file}: expected the state of a sweep (${SCHEMA}), got another file: give another --out`,
  );
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readWhole(file).toString());
  } catch (cause) {
    if (cause instanceof BitplaneError) throw cause;
    throw new BitplaneError('E_FILE', `${file} is not JSON: the state of the sweep is damaged; give another --out`, {
      cause,
    });
  }
}
