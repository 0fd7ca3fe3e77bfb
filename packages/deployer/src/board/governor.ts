// A clock governor for the time of a measurement: how the guard on the board is started, kept and ended.
import { BitplaneError, type ErrorCode } from '@bitplane/model';
import { hold, said, type ExecOutcome } from '../ssh';
import {
  EXIT_NO_GOVERNOR,
  EXIT_NOT_ROOT,
  EXIT_OTHER_GUARD,
  EXIT_UNKNOWN_GOVERNOR,
  governorScript,
  type GuardPlaces,
} from './governor-script';
import type { OpenBoard } from './open';

const BY_HAND =
  'allow sudo without a password for that user, log in as root, or set it by hand (npx bitplane-deployer boards)';

/**
 * Runs `use` with that governor set on the board, which sets its own again afterwards, whatever happens. The guard has
 * a connection of its own: some servers allow one session on each. Throws E_DENIED, E_BUSY or E_BOARD where it cannot
 * be set, E_HOST where the guard was lost before the end, since the governor was another one then.
 */
export async function withGovernor<T>(
  board: OpenBoard,
  governor: string,
  use: () => Promise<T>,
  places?: Partial<GuardPlaces>,
): Promise<T> {
  const { host, signal } = board;
  const link = await board.link.another();
  try {
    const script = governorScript(governor, places);
    const guard = await hold(link, script, { name: 'setting the governor', ready: /^governor (.+)$/m, signal });
    if ('code' in guard) throw cannotSet(host, governor, guard);
    console.log(`governor: ${governor} for the timing, ${guard.match[1]} before and after`);
    const result = await use().catch(async (error: unknown) => {
      await guard.release();
      throw error;
    });
    if ((await guard.release())?.code !== 0) {
      throw new BitplaneError(
        'E_HOST',
        `${host}: the connection that keeps the governor ${governor} was lost, and the board has set its own again: run the command again`,
      );
    }
    return result;
  } finally {
    await link.close();
  }
}

function cannotSet(host: string, governor: string, outcome: ExecOutcome): BitplaneError {
  const [code, reason] = ((): [ErrorCode, string] => {
    switch (outcome.code) {
      case EXIT_NO_GOVERNOR:
        return ['E_BOARD', 'its clock has no governor that could be set: leave out --governor'];
      case EXIT_NOT_ROOT:
        return ['E_DENIED', `only root may set it there: ${BY_HAND}`];
      case EXIT_OTHER_GUARD:
        return ['E_BUSY', 'another command has set it there now: run this one when that has ended'];
      case EXIT_UNKNOWN_GOVERNOR:
        return ['E_BOARD', `expected one of ${outcome.stderr.trim().split(/\s+/).join(', ')}`];
      case null:
      default:
        return ['E_BOARD', `it cannot be set (${said(outcome)}): ${BY_HAND}`];
    }
  })();
  return new BitplaneError(code, `${host}: --governor ${governor}: ${reason}`);
}
