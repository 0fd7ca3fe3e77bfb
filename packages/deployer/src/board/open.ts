// A board to work with: connected, probed, recognised; closed again whatever happens.
import { userPath, withInterruption } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { acceptingNewKeys, connect, exec, resolveTarget, said, startLocalBoard, type Link } from '../ssh';
import { boardOf, type Board } from './kinds';
import { isWhole, parseProbe, type Probe } from './probe';
import { PROBE_SCRIPT } from './probe-script';

export interface OpenBoard {
  /** The host's name, without the user and port that may have come with it. */
  readonly host: string;
  readonly kind: Board;
  readonly probe: Probe;
  readonly link: Link;
  /** Aborted when the user wants an end. */
  readonly signal: AbortSignal;
}

export interface HostOptions {
  /** [user@]host or ssh://[user@]host[:port]. */
  readonly host: string;
  readonly sshConfig?: string;
  /** Takes and keeps the key of a host that is not known yet. */
  readonly acceptNew?: boolean;
}

/** The host that is the built-in server, unless an ssh_config is given. */
export const LOCAL_HOST = 'local';

/** Throws what connecting throws; E_INTERRUPTED when the user ended it; what `use` throws. */
export function withBoard<T>(options: HostOptions, use: (board: OpenBoard) => Promise<T>): Promise<T> {
  return withInterruption(async (signal) => {
    const isBuiltIn = options.host === LOCAL_HOST && options.sshConfig === undefined;
    const server = isBuiltIn ? await startLocalBoard() : null;
    try {
      const config = server?.sshConfig ?? (options.sshConfig === undefined ? undefined : userPath(options.sshConfig));
      const target = resolveTarget(options.host, config);
      const open = () => connect(options.acceptNew === true ? acceptingNewKeys(target) : target, signal);
      const link = (await open()).renewWith(open);
      try {
        const probe = await askBoard(link, signal);
        return await use({ host: target.name, kind: boardOf(probe), probe, link, signal });
      } finally {
        await link.close();
      }
    } finally {
      await server?.stop();
    }
  });
}

/**
 * What the board says of itself now: its temperature and load change. Throws E_BOARD with what was printed instead.
 */
export async function askBoard(link: Link, signal: AbortSignal): Promise<Probe> {
  const outcome = await exec(link, PROBE_SCRIPT, {
    name: 'probing the board',
    timeoutSeconds: 60,
    onTimeout: `is it overloaded? Try "ssh ${link.host} uname -a"`,
    signal,
  });
  if (outcome.code === 0 && isWhole(outcome.stdout)) return parseProbe(outcome.stdout);
  throw new BitplaneError(
    'E_BOARD',
    `${link.host}: expected the board to say what it is, got ${said(outcome)}: try "ssh ${link.host} uname -a"; its sh must be a POSIX shell, with uname, cat and printf`,
  );
}

/** How the board makes SHA-256 sums. Throws E_BOARD if it cannot. */
export function checksumCommand({ host, probe }: OpenBoard): string {
  if (probe.checksumCommand !== null) return probe.checksumCommand;
  throw new BitplaneError(
    'E_BOARD',
    `${host}: expected sha256sum, shasum or openssl there, found none: install coreutils or busybox on the board`,
  );
}
