// Runs the on-board program over SSH and reads its JSON lines. docs: packages/runtime-c/README.md.
import { BitplaneError } from '@bitplane/model';
import { exec, follow, quote, type ExecOutcome } from '../ssh';
import { checkedJson } from '../checked-json';
import type { OpenBoard } from './open';
import type { Probe, TimeoutForm } from './probe';
import { programFailure, type ProgramFailure } from './program-failure';
import {
  benchSchema,
  evalSchema,
  findLine,
  findLines,
  liveSchema,
  streamSchema,
  verifySchema,
  type BenchOutput,
  type EvalOutput,
  type LiveLine,
  type StreamOutput,
  type Verification,
} from './program-output';

export interface RunSettings {
  /** The program's path on the board. */
  readonly program: string;
  readonly timeoutSeconds: number;
  /** BITPLANE_CPU for the program, for example `portable`; null lets it choose. */
  readonly cpu: string | null;
  readonly threads: number;
}

/** How long to time, and whether times of a disturbed core are taken as well. */
export interface Timing {
  readonly seconds?: number;
  readonly repeats?: number;
  readonly allowNoisy?: boolean;
}

/**
 * Throws E_MISMATCH naming the first layer that differs; E_BOARD if the program cannot run or fails, E_TIMEOUT, E_ROOM
 * without the memory, E_HOST, E_INTERRUPTED.
 */
export async function verifyOnBoard(
  board: OpenBoard,
  files: { readonly model: string; readonly golden: string },
  settings: RunSettings,
): Promise<Verification> {
  const outcome = await run(board, ['verify', '--model', files.model, '--golden', files.golden], settings);
  const line = findLine(outcome.stdout, verifySchema);
  if (line?.first_difference !== undefined) {
    const { image, layer, index, expected, got } = line.first_difference;
    const where = `image ${image}, layer '${layer}', element ${index}: expected ${String(expected)}, got ${String(got)}`;
    throw new BitplaneError(
      'E_MISMATCH',
      `${board.host}: results differ from the golden vectors in ${line.mismatches} of ${line.tensors} tensors, first in ${where}; nothing was timed`,
    );
  }
  const { images, tensors, mismatches } = requireLine(outcome, line, { board, settings, command: 'verify' });
  return { images, tensors, mismatches };
}

/**
 * One result for each number of threads, which take turns round by round. Throws E_NOISY where the core was disturbed
 * too often, and as verifyOnBoard does.
 */
export async function benchOnBoard(
  board: OpenBoard,
  { model, threads, ...timing }: { readonly model: string; readonly threads: readonly number[] } & Timing,
  settings: RunSettings,
): Promise<BenchOutput[]> {
  const { seconds, repeats, allowNoisy } = timing;
  const outcome = await run(
    board,
    [
      ...['bench', '--model', model],
      ...(seconds === undefined ? [] : ['--seconds', String(seconds)]),
      ...(repeats === undefined ? [] : ['--repeats', String(repeats)]),
      ...(allowNoisy === true ? ['--noise', 'keep'] : []),
      ...threadWords(threads),
    ],
    { ...settings, threads: 1 },
  );
  const lines = findLines(outcome.stdout, benchSchema);
  const isWhole = lines.map((line) => line.threads).join() === threads.join();
  return requireLine(outcome, isWhole ? lines : null, { board, settings, command: 'bench' });
}

/** Number of correct predictions on a file of CIFAR-10 records that is on the board. */
export async function evalOnBoard(
  board: OpenBoard,
  files: { readonly model: string; readonly data: string },
  settings: RunSettings,
): Promise<EvalOutput> {
  const outcome = await run(board, ['eval', '--model', files.model, '--data', files.data], settings);
  const { images, correct } = requireLine(outcome, findLine(outcome.stdout, evalSchema), {
    board,
    settings,
    command: 'eval',
  });
  return { images, correct };
}

/**
 * Classifies one image again and again for at least `seconds`. Throws as verifyOnBoard does.
 */
export async function streamOnBoard(
  board: OpenBoard,
  { model, record, seconds }: Streamed,
  settings: RunSettings,
): Promise<StreamOutput> {
  const image = record === undefined ? [] : ['--data', record.data, '--image', String(record.image)];
  const words = ['stream', '--model', model, ...image, '--seconds', String(seconds)];
  const outcome = await run(board, words, settings);
  return requireLine(outcome, findLine(outcome.stdout, streamSchema), { board, settings, command: 'stream' });
}

export interface Streamed {
  readonly model: string;
  /** Of a file of records that is on the board, counted from 0; noise if not given. */
  readonly record?: { readonly data: string; readonly image: number };
  readonly seconds: number;
}

/** Without a sign of life from here for this long, the program on the board ends. */
const LEASH_SECONDS = 10;

/**
 * Classifies what a camera or a folder there shows, until the user wants an end; onLine gets each line. Throws as
 * verifyOnBoard does.
 */
export async function liveOnBoard(
  board: OpenBoard,
  { model, from, onLine }: { readonly model: string; readonly from: string; onLine: (line: LiveLine) => void },
  settings: RunSettings,
): Promise<void> {
  const words = ['live', '--model', model, '--from', from, '--leash', String(LEASH_SECONDS)];
  const began = performance.now();
  const outcome = await follow(board.link, scriptOf(words, settings), {
    onLine: (text) => {
      const line = checkedJson(text, liveSchema);
      if (line !== null) onLine(line);
    },
    signal: board.signal,
  });
  if (board.signal.aborted) return;
  const seconds = (performance.now() - began) / 1000;
  requireLine({ ...outcome, seconds }, null, { board, settings, command: 'live' });
}

interface Ended extends ExecOutcome {
  readonly seconds: number;
}

async function run({ link, probe, signal }: OpenBoard, args: readonly string[], settings: RunSettings): Promise<Ended> {
  const { timeoutSeconds } = settings;
  const guard = timeoutGuard(probe, timeoutSeconds);
  const began = performance.now();
  const limits = { name: `bitplane ${args[0]}`, timeoutSeconds: timeoutSeconds + GRACE_SECONDS, signal };
  const outcome = await exec(link, scriptOf(args, settings, guard), limits);
  return { ...outcome, seconds: (performance.now() - began) / 1000 };
}

/** The shell becomes the program, started by `guard`. */
function scriptOf(args: readonly string[], { program, cpu, threads }: RunSettings, guard = ''): string {
  const words = [...args, ...threadWords([threads])];
  const environment = cpu === null ? '' : `BITPLANE_CPU=${quote(cpu)}; export BITPLANE_CPU; `;
  const path = program.startsWith('/') ? program : `./${program}`;
  return `${environment}exec ${guard}${[path, ...words].map(quote).join(' ')}`;
}

/** One is what the program does unasked, also one that was built without threads. */
const threadWords = (threads: readonly number[]): string[] =>
  threads.join() === '1' ? [] : ['--threads', threads.join()];

/** If the link goes mute, nobody else tells what runs there to end. To be put before its words. */
export const timeoutGuard = ({ timeout }: Probe, seconds: number): string =>
  timeout === null ? '' : `${TIMEOUT[timeout](seconds)} `;

const TIMEOUT: Readonly<Record<TimeoutForm, (seconds: number) => string>> = {
  operand: (seconds) => `timeout -s KILL ${seconds}`,
  option: (seconds) => `timeout -t ${seconds} -s KILL`,
};

/** The board's own time limit comes first. */
export const GRACE_SECONDS = 5;

const UNEXPECTED =
  'its output is not what this version expects: push it again, without --program or with one that was built from this clone';

interface Context {
  readonly board: OpenBoard;
  readonly settings: RunSettings;
  readonly command: string;
}

function requireLine<T>(outcome: Ended, line: T | null, context: Context): T {
  if (outcome.code === 0 && line !== null) return line;
  const { board, command } = context;
  const { code, reason }: ProgramFailure =
    outcome.code === 0
      ? { code: 'E_BOARD', reason: UNEXPECTED }
      : programFailure(outcome, { ...board, settings: context.settings, seconds: outcome.seconds });
  throw new BitplaneError(code, `${board.host}: bitplane ${command}: ${reason}`);
}
