// Offers keys to a host, one after the other, and keeps what is needed to say why it takes none.
import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import type { Identities, Identity } from './identities';
import { ForbiddenSignature } from './signing-rule';

export interface LogIn {
  /** For ssh2's `authHandler`. */
  readonly handler: AuthHandlerMiddleware;
  /**
   * Whether the connection can go on after an error that ssh2 reports: the key is not signed with, the next one may do.
   */
  survives(error: Error): boolean;
  /** Why the host takes no key, and what to do; `destination` is the host as ssh-copy-id takes it. */
  explain(destination: string): string;
}

/** Asks without a key first, as ssh does: the host says what it takes, and some boards take anybody. */
export function watchLogIn(user: string, { offers, leftOut }: Identities): LogIn {
  const offered: Identity[] = [];
  const setbacks: string[] = [];
  let methods: readonly string[] | null = null;
  let isAsked = false;
  return {
    handler(left, _partial, next) {
      methods = left ?? methods;
      const isOver = offered.length === offers.length || methods?.includes('publickey') === false;
      if (!isAsked) {
        isAsked = true;
        next({ type: 'none', username: user });
      } else if (isOver) {
        // What ssh2 takes for "no more"; its types leave it out.
        next(false as unknown as AnyAuthMethod);
      } else {
        const identity = offers[offered.length];
        offered.push(identity);
        next(identity.method);
      }
    },
    survives(error) {
      const isAgents = (error as { level?: string }).level === 'agent';
      if (!isAgents && !(error instanceof ForbiddenSignature)) return false;
      setbacks.push(`${offered.at(-1)?.label}: ${error.message}`);
      return true;
    },
    explain: (destination) => explain({ destination, offered, setbacks, leftOut, methods }),
  };
}

interface Story {
  readonly destination: string;
  readonly offered: readonly Identity[];
  readonly setbacks: readonly string[];
  readonly leftOut: readonly string[];
  readonly methods: readonly string[] | null;
}

function explain({ destination, offered, setbacks, leftOut, methods }: Story): string {
  if (methods !== null && !methods.includes('publickey')) {
    return `it accepts no keys (only ${methods.join(', ')}): allow PubkeyAuthentication in its sshd_config`;
  }
  const reasons = [...setbacks, ...leftOut];
  if (offered.length === 0) {
    const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
    return `found no key to log in with${why}: if you have none, make one with ssh-keygen, then "ssh-copy-id ${destination}"`;
  }
  const why = reasons.length === 0 ? '' : ` (left out: ${reasons.join('; ')})`;
  return (
    `it accepts none of the offered keys, ${offered.map(({ label }) => label).join(', ')}${why}: ` +
    `install yours with "ssh-copy-id ${destination}"`
  );
}
