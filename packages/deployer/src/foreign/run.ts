// Runs run_engine.py on a board: it goes there with the twin, and both are removed again, whatever comes of it.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { z } from 'zod';
import { boardFiles } from '../board/files';
import type { OpenBoard } from '../board/open';
import { timeoutGuard, GRACE_SECONDS } from '../board/program';
import { findLine, times } from '../board/program-output';
import { exec, lastLine, quote, said, type ExecOutcome } from '../ssh';
import { upload } from '../upload';
import { SCORES, type ForeignEngine, type ForeignTwin } from './engines';

const SCRIPT = 'run_engine.py';
const PYTHON = 'python3';
const EXIT_NOISY = 3;
const SIGKILL = 128 + 9;
const FIND_SECONDS = 60;

const foundSchema = z.object({
  schema: z.literal('bitplane-engine-find/1'),
  python: z.string(),
  package: z.string().optional(),
  release: z.string().optional(),
  reasons: z.array(z.string()).optional(),
});

const timedSchema = z.object({
  schema: z.literal('bitplane-engine-time/1'),
  package: z.string(),
  release: z.string(),
  python: z.string(),
  kernels: z.string(),
  threads: z.int(),
  cores: z.array(z.int()).min(1).optional(),
  images: z.int(),
  scores: z.int(),
  largest_difference: z.number(),
  tolerance: z.number(),
  load_ns: z.int(),
  first_image_ns: z.int(),
  peak_nbytes: z.int(),
  cpu_ns: z.int(),
  rounds: z.object({ asked: z.int(), run: z.int(), counted: z.int() }),
  repeats: z.int(),
  dropped: z.int(),
  noisy: z.boolean(),
  total: z.object(times),
});

export type ForeignTimes = z.infer<typeof timedSchema>;

export interface ForeignOptions {
  readonly network: string;
  readonly remoteDir: string;
  /** On the board; default: python3. */
  readonly python?: string;
}

const script = (): Buffer => readFileSync(join(__dirname, SCRIPT));

/** "onnxruntime 1.32.0, Python 3.11.7". Throws E_BOARD saying what was looked for and what to install. */
export async function findEngine(
  board: OpenBoard,
  { name, packages }: ForeignEngine,
  { python = PYTHON }: ForeignOptions,
): Promise<string> {
  const outcome = await exec(board.link, `exec ${quote(python)} -B - find ${name}`, {
    name: `looking for ${name}`,
    input: script(),
    timeoutSeconds: FIND_SECONDS,
    signal: board.signal,
  });
  const found = outcome.code === 0 ? findLine(outcome.stdout, foundSchema) : null;
  if (found?.release !== undefined) return `${found.package} ${found.release}, Python ${found.python}`;
  const got =
    found === null
      ? `${python} did not run (${outcome.code === NOT_FOUND ? 'there is none' : said(outcome)})`
      : `Python ${found.python} without them (${found.reasons?.join('; ')})`;
  const pip = `python3 -m venv engines && engines/bin/pip install ${packages[0]} numpy`;
  throw new BitplaneError(
    'E_BOARD',
    `${board.host}: looked for ${python} with ${packages.join(' or ')} and numpy, got ${got}: install them there with "${pip}" in the login folder and give --python engines/bin/python`,
  );
}

const NOT_FOUND = 127;

export interface ForeignRun {
  readonly engine: ForeignEngine;
  readonly twin: ForeignTwin;
  /** By their paths in the export: the twin and the scores. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly options: ForeignOptions;
}

/** Puts files there, gives `use` what runs the script on them, and removes them. Throws what uploading throws. */
export async function withForeignFiles<T>(
  board: OpenBoard,
  { engine, twin, files, options }: ForeignRun,
  use: (timing: (words: ForeignTiming) => Promise<ForeignTimes>) => Promise<T>,
): Promise<T> {
  const folder = `${posix.dirname(boardFiles(options.remoteDir, '').program)}/${options.network}-${engine.name}`;
  const toPut = [
    { path: `${folder}/${SCRIPT}`, bytes: script() },
    ...[...files].map(([path, bytes]) => ({ path: `${folder}/${path}`, bytes })),
  ];
  try {
    await upload(board, toPut);
    return await use((timing) => time(board, { engine, twin, folder, options }, timing));
  } finally {
    if (!board.link.isLost)
      await remove(
        board,
        folder,
        toPut.map(({ path }) => path),
      );
  }
}

/** Also when the user wants an end. */
async function remove({ link }: OpenBoard, folder: string, paths: readonly string[]): Promise<void> {
  const parts = paths.flatMap((path) => [quote(path), `${quote(path)}.part-*`]);
  await exec(link, `rm -f ${parts.join(' ')}; rmdir ${quote(folder)}`, { name: 'rm', timeoutSeconds: 60 }).catch(
    () => undefined,
  );
}

export interface ForeignTiming {
  readonly threads: number;
  readonly timeoutSeconds: number;
  readonly seconds?: number;
  readonly repeats?: number;
  readonly allowNoisy?: boolean;
}

const DEFAULT_SECONDS = 2;

interface Placed extends Omit<ForeignRun, 'files'> {
  readonly folder: string;
}

async function time(board: OpenBoard, placed: Placed, timing: ForeignTiming): Promise<ForeignTimes> {
  const { engine, twin, folder, options } = placed;
  const { threads, timeoutSeconds, seconds = DEFAULT_SECONDS, repeats = 0, allowNoisy = false } = timing;
  const words = [
    ...[options.python ?? PYTHON, '-B', `${folder}/${SCRIPT}`, 'time', engine.name, `${folder}/${twin.file}`],
    ...[`${folder}/${SCORES}`, twin.file, threads, seconds, repeats, allowNoisy ? 'keep' : 'reject'].map(String),
  ];
  const began = performance.now();
  const guard = timeoutGuard(board.probe, timeoutSeconds);
  const outcome = await exec(board.link, `exec ${guard}${words.map(quote).join(' ')}`, {
    name: twin.engine,
    timeoutSeconds: timeoutSeconds + GRACE_SECONDS,
    signal: board.signal,
  });
  const line = outcome.code === 0 ? findLine(outcome.stdout, timedSchema) : null;
  if (line !== null) return line;
  throw failure(board.host, twin, { outcome, isLate: performance.now() - began >= timeoutSeconds * 1000 });
}

function failure(
  host: string,
  { engine }: ForeignTwin,
  { outcome, isLate }: { readonly outcome: ExecOutcome; readonly isLate: boolean },
): BitplaneError {
  const where = `${host}: ${engine}`;
  if (outcome.code === SIGKILL && isLate)
    return new BitplaneError('E_TIMEOUT', `${where}: it ran longer than --timeout and was stopped`);
  const reason = outcome.stderr.trim() === '' ? said(outcome) : lastLine(outcome.stderr);
  return new BitplaneError(outcome.code === EXIT_NOISY ? 'E_NOISY' : 'E_BOARD', `${where}: ${reason}`);
}
