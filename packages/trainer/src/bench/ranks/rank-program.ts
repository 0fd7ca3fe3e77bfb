// The program of a case of bench-ranks. It starts mpirun with itself, also for a process alone: that one is then bound
// to a core as a rank is, and the threads of its libraries get no second one. What mpirun starts trains as `train`
// does, writes no files, and notes when what happened.
import { join } from 'node:path';
import { superviseCommandLine, writeWhole } from '@bitplane/cli';
import { dataFolder, readDataset } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import { showBackend } from '../../commands/backend';
import { nameRank, rankEnvironment } from '../../distributed/environment';
import { exchangeFor } from '../../distributed/exchanges';
import { launch } from '../../distributed/launch';
import { watchLauncher } from '../../distributed/launcher-watch';
import { withRanks, type Ranks } from '../../distributed/ranks';
import { completeDistributed } from '../../distributed/settings';
import { gatherTexts } from '../../distributed/texts';
import { assemble } from '../../train';
import { startPosition } from '../../training/history';
import { runPlan } from '../../training/loop';
import { preparePlan } from '../../training/preparation';
import { completeSettings, type Settings } from '../../training/settings';
import type { Learner } from '../../training/step';
import type { TrainingPlan } from '../../training/plan';
import type { RankJob, RanksTrace, RankTrace } from './rank-job';
import { machineClock, watchCollectives, type WatchedCommunicator } from './watch-collectives';

const PROGRAM = join(__dirname, '../../../bin/bench-rank.js');
const STALL_SECONDS = 10;

async function measure(job: RankJob, ranks: Ranks | null, isAskedToStop: () => boolean): Promise<void> {
  const data = await readDataset(dataFolder(job.data), {});
  const settings = settingsOf(job, ranks, data.train.count);
  const plan = preparePlan(settings, data);
  const watched = ranks && watchCollectives(ranks.communicator, ranks.log);
  const team = ranks && { ...ranks, communicator: watched!.communicator };
  const start = { checkpoint: null, settings };
  const { learner } = await assemble({ start, folder: job.folder, plan, data }, team);
  const trace = await trainSteps(learner, plan, { job, ranks, watched, isAskedToStop });
  const texts =
    ranks === null ? [JSON.stringify(trace)] : gatherTexts(ranks.communicator, JSON.stringify(trace), 'trace');
  if (ranks !== null && ranks.communicator.rank > 0) return;
  const all: RanksTrace = {
    batchSize: plan.batchSize,
    ranks: texts.map((text) => JSON.parse(text) as RankTrace),
  };
  writeWhole(job.result, `${JSON.stringify(all)}\n`);
}

function settingsOf(job: RankJob, ranks: Ranks | null, images: number): Settings {
  const { network, recipe, exchange, warmUp, steps } = job;
  // Every epoch has at least one step, so that the plan does not end before the measurement.
  const asked = { recipe, batchSize: job.batchSize, epochs: warmUp + steps + 1 };
  const alone = completeSettings(network, asked);
  if (ranks === null) return alone;
  const { optimizer, batchSize, epochs } = alone.recipe;
  // What an exchange does in full at first is over when the measurement starts.
  const share = warmUp / 2 / (epochs * Math.ceil(images / batchSize));
  const exchangeSettings = 'warmUpShare' in exchangeFor(exchange, optimizer).settings ? { warmUpShare: share } : {};
  return completeDistributed(network, { ...asked, exchange, exchangeSettings }, ranks.communicator.size);
}

interface Watch {
  readonly job: RankJob;
  readonly ranks: Ranks | null;
  readonly watched: WatchedCommunicator | null;
  readonly isAskedToStop: () => boolean;
}

/** Throws E_INTERRUPTED when the user ends it. */
async function trainSteps(
  learner: Learner,
  plan: TrainingPlan,
  { job: { warmUp, steps }, ranks, watched, isAskedToStop }: Watch,
): Promise<RankTrace> {
  const marks: number[] = [];
  const cpu: NodeJS.CpuUsage[] = [];
  let [step, isStopped] = [0, false];
  await runPlan(learner, plan, startPosition(), {
    onStep: () => ranks?.watchForStalls(),
    onCheckpoint: () => undefined,
    isCheckpointDue: () => false,
    shouldStop() {
      if (++step >= warmUp) marks.push(machineClock());
      // Its own time counts: a third of a millisecond in a process with this many threads.
      if (step === warmUp || step === warmUp + steps) cpu.push(process.cpuUsage());
      isStopped = isAskedToStop();
      return isStopped || step === warmUp + steps;
    },
  });
  if (marks.length <= steps) throw new BitplaneError('E_INTERRUPTED', 'the measurement was interrupted');
  const collectives = (watched?.times ?? [])
    .map((time) => ({ ...time, step: time.step - warmUp }))
    .filter(({ step: number }) => number >= 0 && number < steps);
  const [first, last] = cpu.map(({ user, system }) => (user + system) / 1000);
  return { marks, cpuMs: last - first, collectives };
}

async function main(word: string): Promise<void> {
  const job = JSON.parse(word) as RankJob;
  const rank = rankEnvironment();
  if (rank === null) {
    const { ranks: distributed, hostfile } = job;
    process.exitCode = await launch([word], { distributed, hostfile, program: PROGRAM });
    return;
  }
  nameRank(rank);
  await showBackend(1);
  if (job.ranks === 1) await measure(job, null, watchLauncher(0));
  else {
    await withRanks({ folder: job.folder, stallAfter: STALL_SECONDS }, (ranks) =>
      measure(job, ranks, () => ranks.isAskedToStop()),
    );
  }
}

superviseCommandLine(() => main(process.argv[2]));
