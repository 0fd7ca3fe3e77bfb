// The life of a rank: it joins the others, works, and ends together with them, for better or worse.
import { join } from 'node:path';
import { failureExitCode, failureLine } from '@bitplane/cli';
import { openCalls, type Calls } from './calls';
import { startCollectiveLog, type CollectiveLog } from './collective-log';
import { makeCommunicator, type Communicator } from './communicator';
import { joinRanks, type OpenMpi, type Place } from './open-mpi';
import { watchLauncher } from './launcher-watch';
import { openLinks } from './links';
import { keepOutput } from './rank-output';
import { watchMeeting } from './meeting';
import { watchStalls, type StallWatch } from './stall';
import { gatherTexts } from './texts';

export interface Ranks {
  readonly communicator: Communicator;
  readonly log: CollectiveLog;
  /** Of Open MPI, in words. */
  readonly version: string;
  /** To the user, whichever rank this is. */
  readonly say: (sentence: string) => void;
  /** From now on all ranks work at the same pace, and one that does not come is missed. */
  watchForStalls(): void;
  /** The program that started mpirun wants a clean end, or is gone. */
  isAskedToStop(): boolean;
}

export interface RankOptions {
  /** Of the run; logs/ is in it. */
  readonly folder: string;
  /** Seconds after which a wait is a stall. */
  readonly stallAfter: number;
}

/** How long a rank that failed waits for the others to notice, ms. */
const FAREWELL_MS = 3000;
/** How many times as long as a stall the first messages may take, in which ranks connect. */
const MEETINGS = 2;
/** Between two looks at who is missing, ms. */
const PATIENCE_MS = 500;

/**
 * Joins the ranks that mpirun started and runs `work` on each of them. When it fails on one, it ends on all, and the
 * first rank throws that error, with the rank's name; the other ones then end without a word. Throws E_SETUP where Open
 * MPI is missing.
 */
export async function withRanks(options: RankOptions, work: (ranks: Ranks) => Promise<void>): Promise<void> {
  const { mpi, place } = joinRanks();
  const hosts: string[] = [];
  const calls = openCalls(mpi, { ...place, hosts });
  const ranks = makeRanks({ mpi, place, hosts, calls }, options);
  const { failure, isHeard } = endTogether(calls, await failureOf(() => work(ranks)));
  if (isHeard) mpi.leave();
  // A rank that does not respond is ended by Open MPI, with all others, once this one has said why.
  else process.once('exit', () => mpi.abort(failureExitCode(failure)));
  if (failure === null) return;
  if (place.rank === 0) throw failure;
  // The log has it; the first rank says it to the user, if it can.
  if (!isHeard) ranks.say(failureLine(failure));
  else console.error(failureLine(failure));
}

interface Joined {
  readonly mpi: OpenMpi;
  readonly place: Place;
  /** Filled here. */
  readonly hosts: string[];
  readonly calls: Calls;
}

function makeRanks({ mpi, place, hosts, calls }: Joined, { folder, stallAfter }: RankOptions): Ranks {
  const { rank } = place;
  const logs = join(folder, 'logs');
  const output = keepOutput(logs, rank);
  const say = (sentence: string): void => output.say(`${sentence}\n`);
  const log = startCollectiveLog();
  let onWait: StallWatch | null = watchMeeting(place, MEETINGS * stallAfter * 1000);
  const communicator = makeCommunicator({ mpi, place, hosts }, log, {
    patience: PATIENCE_MS,
    onWait: (...wait) => onWait?.(...wait),
    onNews: (news) => calls.onNews(news),
  });
  const isAskedToStop = watchLauncher(rank);
  hosts.push(...gatherTexts(communicator, place.host, 'host names'));
  openLinks(mpi, communicator);
  // From here each rank takes the time that its data need.
  onWait = null;
  return {
    communicator,
    log,
    version: place.version,
    say,
    isAskedToStop,
    watchForStalls() {
      onWait ??= watchStalls({ mpi, rank, hosts, log, folder: logs, after: stallAfter * 1000, say });
    },
  };
}

async function failureOf(work: () => Promise<void>): Promise<Error | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** isHeard: all others know. A rank that is through waits for the others as long as it takes. */
function endTogether(calls: Calls, failure: Error | null): { failure: Error | null; isHeard: boolean } {
  try {
    if (failure !== null) return { failure, isHeard: calls.end(failure, FAREWELL_MS) };
    return { failure, isHeard: calls.end(null, 2 ** 31 - 1) };
  } catch (error) {
    return { failure: error as Error, isHeard: true };
  }
}
