// From a learner on each rank to a team: all of them are checked, and start with the same numbers.
import type * as tf from '@tensorflow/tfjs';
import type { Settings } from '../training/settings';
import { assignNumbers, type RankStates } from '../training/checkpoint';
import type { Learner } from '../training/step';
import type { Team } from '../training/team';
import { float32Bytes } from '../saved-model';
import type { Communicator } from './communicator';
import { exchangeFor, type Exchange } from './exchanges';
import { requireSameFingerprints, takeFingerprint, type Fingerprint } from './fingerprint';
import { bytesOf, floatsOf } from './float-bytes';
import { watchPace } from './pace';
import type { Ranks } from './ranks';
import { makeTeam } from './team';
import { gatherTexts } from './texts';

export interface Assembly {
  readonly settings: Settings;
  /** SHA-256 of the images. */
  readonly data: string;
  /** All that a checkpoint holds; those of the first rank become everybody's. */
  readonly variables: readonly tf.Variable[];
  /** On the first rank: what the checkpoint holds of each rank, for variables of these shapes. */
  readonly readStates: (own: readonly tf.Variable[]) => Float32Array[] | null;
}

export interface Assembled {
  readonly team: Team;
  /**
   * Calls `write` with what each rank has for itself, null where that is nothing; meanwhile these variables have the
   * means, with which another number of ranks continues. Called by all ranks.
   */
  readonly saveTogether: (write: (states: RankStates | null) => void) => void;
}

/** Throws E_MISMATCH where a rank has other code, data, settings or libraries than the first one. */
export function assembleTeam(ranks: Ranks, learner: Learner, assembly: Assembly): Assembled {
  const { communicator, log, version, say } = ranks;
  const { settings, variables, data } = assembly;
  const fingerprint = takeFingerprint(settings, { mpi: version, data });
  const all = gatherTexts(communicator, JSON.stringify(fingerprint), 'fingerprint');
  requireSameFingerprints(
    all.map((text) => JSON.parse(text) as Fingerprint),
    communicator.hosts,
  );
  shareNumbers(communicator, variables);
  const exchange = makeExchange(communicator, learner, settings);
  const own = exchange.own.filter(({ size }) => size > 0);
  shareStates(communicator, own, assembly.readStates);
  const weights = [...learner.latents, ...learner.others];
  const shared = variables.filter((variable) => weights.includes(variable) || !own.includes(variable));
  const pace = watchPace(communicator.hosts, (sentence) => communicator.rank === 0 && say(`NOTICE: ${sentence}`));
  const { syncNorms } = settings.distribution!;
  return {
    team: makeTeam({ communicator, exchange, model: learner.model, shared, syncNorms, log, pace }),
    saveTogether: (write) => saveTogether(communicator, own, write),
  };
}

function makeExchange(communicator: Communicator, learner: Learner, { recipe, distribution }: Settings): Exchange {
  const { latents, others, optimizer } = learner;
  return exchangeFor(distribution!.exchange, recipe.optimizer).make({
    communicator,
    variables: [...latents, ...others],
    numLatents: latents.length,
    optimizer,
    settings: distribution!.exchangeSettings ?? {},
  });
}

/** Every rank gets the numbers of the first one. */
function shareNumbers(communicator: Communicator, variables: readonly tf.Variable[]): void {
  const bytes = new Uint8Array(float32Bytes(variables));
  communicator.broadcast(bytes, 'first weights');
  assignNumbers(variables, floatsOf(bytes));
}

/** Each rank gets its own again; if there were another number of ranks, all get the mean. */
function shareStates(communicator: Communicator, own: readonly tf.Variable[], read: Assembly['readStates']): void {
  if (own.length === 0) return;
  const { rank, size } = communicator;
  const length = own.reduce((sum, variable) => sum + variable.size, 0);
  const saved = rank === 0 ? read(own) : null;
  const number = Float32Array.of(saved?.length ?? 0);
  communicator.broadcast(bytesOf(number), 'number of saved states');
  if (number[0] === 0) return;
  const states = Array.from({ length: number[0] }, (_, k) => saved?.[k].slice() ?? new Float32Array(length));
  for (const state of states) communicator.broadcast(bytesOf(state), 'saved state');
  assignNumbers(own, states.length === size ? states[rank] : meanOf(states));
}

const meanOf = (states: readonly Float32Array[]): Float32Array =>
  states[0].map((_, i) => states.reduce((sum, state) => sum + state[i], 0) / states.length);

function saveTogether(
  communicator: Communicator,
  own: readonly tf.Variable[],
  write: (states: RankStates | null) => void,
): void {
  if (own.length === 0) {
    write(null);
    return;
  }
  const all = communicator.allgather(new Uint8Array(float32Bytes(own)), 'states for the checkpoint').map(floatsOf);
  assignNumbers(own, meanOf(all));
  write({ shapes: own.map(({ shape }) => shape), values: all });
  assignNumbers(own, all[communicator.rank]);
}
