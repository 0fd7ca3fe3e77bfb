// What a rank says to all others when it ends: that it has come to the end, or why not. Every rank hears it, whatever
// it waits for.
import { BitplaneError, ERROR_CODES, type ErrorCode } from '@bitplane/model';
import { CommonFailure } from './common-failure';
import { NUM_TAGS } from './communicator';
import { describeRank, describeRanks } from './describe-rank';
import { GROUPS, type OpenMpi, type WaitOutcome } from './open-mpi';

export interface Calls {
  /** Throws the error of a rank that failed, or E_TRAINING for one that was lost. */
  onNews(news: WaitOutcome): void;
  /**
   * Says how this rank ends, and waits for all others to say so, at most this long. Returns whether all did; throws the
   * error of one that failed or was lost, where this one has not failed.
   */
  end(error: unknown, milliseconds: number): boolean;
}

interface Outcome {
  /** Null: the rank came to the end. */
  readonly failure: { readonly code: ErrorCode; readonly message: string; readonly isCommon: boolean } | null;
}

const TAG = NUM_TAGS + 1;
/** A BitplaneError has at most 2,000 characters; in JSON none takes more than the six bytes of an escape. */
const MAX_BYTES = 16_384;
/** Between two looks at who is lost, ms. */
const SLICE_MS = 100;

/** Listens to all other ranks from now on. hosts: by rank, known before anyone calls. */
export function openCalls(
  mpi: OpenMpi,
  { rank, size, hosts }: { readonly rank: number; readonly size: number; readonly hosts: readonly string[] },
): Calls {
  const others = Array.from({ length: size }, (_, other) => other).filter((other) => other !== rank);
  const boxes = new Map(others.map((other) => [other, new Uint8Array(MAX_BYTES)]));
  for (const [other, box] of boxes) mpi.receive(GROUPS.calls, other, TAG, box);

  const failureOf = (peer: number): BitplaneError | null => {
    const { failure } = decode(boxes.get(peer)!);
    if (failure === null) return null;
    // This rank was about to find the same.
    if (failure.isCommon) return new CommonFailure(failure.code, failure.message);
    return new BitplaneError(failure.code, `${describeRank(hosts, peer)}: ${failure.message}`);
  };
  const lost = new Set<number>();
  const onNews = ({ called, ended, unreachable }: WaitOutcome): void => {
    for (const peer of called) {
      const failure = failureOf(peer);
      if (failure !== null) throw failure;
    }
    for (const peer of [...ended, ...unreachable]) lost.add(peer);
    if (ended.length > 0) throw lostRanks(`${describeRanks(hosts, ended)} ended without a word, as after a kill`);
    if (unreachable.length > 0) throw lostRanks(`${describeRanks(hosts, unreachable)} cannot be reached any more`);
  };
  return {
    onNews,
    end(error, milliseconds) {
      const outcome = encode({ failure: error === null ? null : describeFailure(error) });
      for (const other of others) mpi.send(GROUPS.calls, other, TAG, outcome);
      const end = performance.now() + milliseconds;
      const heard = new Set<number>();
      for (;;) {
        const news = mpi.wait(GROUPS.calls, Math.min(SLICE_MS, milliseconds));
        const called = others.filter((other) => !news.missing.includes(other) && !heard.has(other));
        for (const other of called) heard.add(other);
        // A rank that ends has said so before: its message may be on its way.
        const ended = news.ended.filter((other) => news.missing.includes(other));
        if (error === null) onNews({ ...news, called, ended });
        for (const other of [...ended, ...news.unreachable]) lost.add(other);
        if (news.missing.every((other) => lost.has(other)) || performance.now() > end) {
          return news.missing.length === 0;
        }
      }
    },
  };
}

const lostRanks = (what: string): BitplaneError =>
  new BitplaneError(
    'E_TRAINING',
    `${what}: all ranks stop, and the last checkpoint is good; continue with --resume, on any number of ranks`,
  );

/** Other errors than ours are faults of the program; they have no code, and texts of any length. */
function describeFailure(error: unknown): Outcome['failure'] {
  const { code, message = String(error) } = error as Partial<BitplaneError>;
  const known = code !== undefined && code in ERROR_CODES;
  const ours = error instanceof BitplaneError ? error : new BitplaneError(known ? code : 'E_PROGRAM', message);
  return { code: ours.code, message: ours.message, isCommon: error instanceof CommonFailure };
}

function encode(outcome: Outcome): Uint8Array {
  const bytes = new Uint8Array(MAX_BYTES);
  bytes.set(Buffer.from(JSON.stringify(outcome)));
  return bytes;
}

const decode = (bytes: Uint8Array): Outcome =>
  JSON.parse(Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString()) as Outcome;
