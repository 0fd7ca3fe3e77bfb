// The tokens and environment variables of ssh_config(5).
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { BitplaneError } from '@bitplane/model';
import { localUser } from './local-user';

export type Tokens = Readonly<Record<string, string>>;

interface Connection {
  /** As typed. */
  readonly originalHost: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias?: string;
  /** The name of the jump host, or nothing. */
  readonly jumpHost?: string;
}

export function tokensOf({ originalHost, hostName, port, user, hostKeyAlias, jumpHost = '' }: Connection): Tokens {
  const local = localUser();
  const here = hostname();
  return {
    C: createHash('sha1').update(`${here}${hostName}${port}${user}${jumpHost}`).digest('hex'),
    L: here.replace(/\..*/, ''),
    d: local.home,
    h: hostName,
    i: String(local.uid),
    j: jumpHost,
    k: hostKeyAlias ?? originalHost,
    l: here,
    n: originalHost,
    p: String(port),
    r: user,
    u: local.name ?? String(local.uid),
  };
}

/** Throws E_FILE, naming `option`, for a token that is not in the table. */
export function expandTokens(text: string, tokens: Tokens, option: string): string {
  return text.replace(/%(.?)/gs, (token, letter: string) => {
    if (letter === '%') return '%';
    if (letter !== '' && Object.hasOwn(tokens, letter)) return tokens[letter];
    throw new BitplaneError(
      'E_FILE',
      `${option} ${text}: the ssh_config has no token "${token}" there; write %% for %`,
    );
  });
}

/** Replaces ${NAME}. Throws E_FILE for a variable that is not set. */
export function expandEnvironment(text: string, option: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (variable, name: string) => {
    const value = process.env[name];
    if (value !== undefined) return value;
    throw new BitplaneError('E_FILE', `${option} ${text}: expected ${variable} in the environment, found it unset`);
  });
}
