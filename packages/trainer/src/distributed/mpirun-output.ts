// The lines that come from mpirun: those of the ranks, and between rules of dashes those of Open MPI.

export interface MpirunOutput {
  /** Whether a line is a rank's. */
  take(line: string): boolean;
  /** Whether a rank has said why it failed. */
  hasExplained(): boolean;
  /** Which rank was killed, or which host was lost, as a sentence; null: none was. */
  lost(): string | null;
  /** Which host did not reach which other one, as a sentence; null: none failed. */
  unconnected(): string | null;
  /** What Open MPI said. */
  notices(): readonly string[];
}

const RULE = /^-{40,}\s*$/;
/** "[host:12345] 1 more process has sent help message …" */
const NOTE = /^\[[\w.-]+:\d+\] /;
/** "[[9421,1],0][btl_tcp_endpoint.c:793:…] from a to: b Unable to connect to the peer 192.168.2.1 on port 1024: …" */
const UNCONNECTED = /^\[\[\d+,\d+\],\d+\].* from (\S+) to: (\S+) Unable to connect to the peer (\S+) on port/;
const FAILURE = /^(error \(E_|internal error)/;

export function sortMpirunOutput(): MpirunOutput {
  const notices: string[] = [];
  let isInside = false;
  let isExplained = false;
  return {
    take(line) {
      if (RULE.test(line)) {
        isInside = !isInside;
        return false;
      }
      if (isInside || NOTE.test(line) || UNCONNECTED.test(line)) {
        notices.push(line.trim());
        return false;
      }
      isExplained ||= FAILURE.test(line);
      return true;
    },
    hasExplained: () => isExplained,
    notices: () => notices.filter((line) => line !== ''),
    unconnected() {
      const found = notices.map((line) => UNCONNECTED.exec(line)).find((each) => each !== null);
      return found === undefined ? null : `${found[1]} cannot connect to ${found[2]} at ${found[3]}`;
    },
    lost: () => lostRank(notices.join(' ')) ?? lostHost(notices.join(' ')),
  };
}

/** "mpirun noticed that process rank 1 with PID 0 on node vm exited on signal 9 (Killed).", in version 5 "prterun …" */
function lostRank(text: string): string | null {
  const found = /process rank (\d+) with PID \d+ on node (\S+) exited on signal (\d+)(?: \(([^)]*)\))?/.exec(text);
  if (found === null) return null;
  const [, rank, host, signal, name] = found;
  return `rank ${rank} (${host}) was ended by signal ${signal}${name === undefined ? '' : ` (${name})`}`;
}

/** "ORTE has lost communication with a remote daemon. … Remote daemon: … on node b", in version 5 "PRTE …" */
function lostHost(text: string): string | null {
  const found = /lost communication with a remote daemon.*Remote daemon:\s+\S+ on node (\S+)/.exec(text);
  return found === null ? null : `host ${found[1]} cannot be reached any more`;
}
