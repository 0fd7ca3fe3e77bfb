// What a host offers in the handshake, and what to say if nothing of it will do.
import { NEGOTIATED, type Negotiated } from './algorithms';
import type { Target } from './target';

/** How ssh2 1.17 calls the lists in its debug output, the only place where it shows them, and in its errors. */
const SPELLINGS: Readonly<Record<Negotiated, { readonly list: RegExp; readonly mismatch: RegExp }>> = {
  kex: { list: /\(remote\) KEX method: (.*)/, mismatch: /no matching key exchange algorithm/i },
  serverHostKey: { list: /\(remote\) Host key format: (.*)/, mismatch: /no matching host key format/i },
  cipher: { list: /\(remote\) C->S cipher: (.*)/, mismatch: /no matching .* cipher/i },
  hmac: { list: /\(remote\) C->S MAC: (.*)/, mismatch: /no matching .* MAC/i },
};
const KINDS = Object.keys(SPELLINGS) as Negotiated[];
/** Signals that are listed among the key exchanges but are none. RFC 8308, and OpenSSH's PROTOCOL. */
const SIGNALS = ['ext-info-s', 'kex-strict-s-v00@openssh.com'];

export interface Negotiation {
  /** For ssh2's `debug`. */
  readonly listen: (line: string) => void;
  /** What a handshake error means; null if it is about something else. */
  explain(message: string, target: Target): string | null;
}

export function watchNegotiation(): Negotiation {
  const offers = new Map<Negotiated, readonly string[]>();
  return {
    listen(line) {
      if (!line.startsWith('Handshake:')) return;
      for (const kind of KINDS) {
        const match = SPELLINGS[kind].list.exec(line);
        if (match !== null)
          offers.set(
            kind,
            match[1].split(',').filter((name) => !SIGNALS.includes(name)),
          );
      }
    },
    explain(message, target) {
      const kind = KINDS.find((name) => SPELLINGS[name].mismatch.test(message));
      return kind === undefined ? null : mismatch(kind, offers.get(kind) ?? [], target);
    },
  };
}

function mismatch(kind: Negotiated, offered: readonly string[], { name }: Target): string {
  const { what, option, supported } = NEGOTIATED[kind];
  const board = `the only ${what} it offers are ${offered.join(', ')}`;
  const usable = offered.find((algorithm) => supported.includes(algorithm));
  if (usable === undefined) {
    return (
      `${board}, which the SSH library here (ssh2) does not have, whatever the ssh_config says: ` +
      `let the board's SSH server offer one of ${supported.slice(0, 3).join(', ')} as well`
    );
  }
  const old = usable === 'ssh-rsa' ? ' (RSA keys signed with SHA-1)' : '';
  return `${board}${old}, which ssh uses only if configured to: add "${option} +${usable}" below "Host ${name}" of the ssh_config`;
}
