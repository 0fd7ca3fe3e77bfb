// What has been read of an ssh_config so far.
import { expandTokens, tokensOf, type Tokens } from './tokens';
import { localUser } from './local-user';

export interface Reading {
  /** As typed. */
  readonly originalHost: string;
  /** What Host lines are compared with: as typed, and in the final pass the name that the first one found. */
  readonly host: string;
  readonly isFinal: boolean;
  /** Set by the first value; ADDING options grow. */
  readonly values: Map<string, readonly string[]>;
  /** Set when a Match wants a second pass. */
  wantsFinal: boolean;
}

export const firstValue = ({ values }: Pick<Reading, 'values'>, option: string): string | undefined =>
  values.get(option)?.[0];

/** The name to connect to as far as it is known: HostName with its %h replaced. */
export function hostNameOf(reading: Reading): string {
  const hostName = firstValue(reading, 'hostname');
  if (reading.isFinal && hostName !== undefined) return hostName;
  return hostName === undefined ? reading.host : expandTokens(hostName, { h: reading.host }, 'HostName');
}

/** Empty where neither an option nor the user database says it. */
export const userOf = (reading: Reading): string => firstValue(reading, 'user') ?? localUser().name ?? '';

export const portOf = (reading: Reading): number => Number(firstValue(reading, 'port') ?? 22);

/** The tokens for the options so far. `alias` is what %k gives without a HostKeyAlias. */
export const readingTokens = (reading: Reading, alias: string): Tokens =>
  tokensOf({
    originalHost: reading.originalHost,
    hostName: hostNameOf(reading),
    port: portOf(reading),
    user: userOf(reading),
    hostKeyAlias: firstValue(reading, 'hostkeyalias') ?? alias,
  });
