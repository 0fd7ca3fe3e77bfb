// The keys that a connection offers, in ssh(1)'s order: files first, then the agent.
import { existsSync, readFileSync } from 'node:fs';
import { utils, type AnyAuthMethod } from 'ssh2';
import type { Target } from './config';

export interface Identities {
  readonly methods: readonly AnyAuthMethod[];
  /** Why a key file was left out, for the message if the host takes none of the others. */
  readonly leftOut: readonly string[];
}

/** Reads the key files; one that is missing, encrypted or damaged is left out with its reason. Never asks for a passphrase. */
export function loadIdentities({ user, identityFiles, identitiesOnly, agent }: Target): Identities {
  const methods: AnyAuthMethod[] = [];
  const leftOut: string[] = [];
  for (const file of identityFiles) {
    const problem = problemOf(file);
    if (problem === null) methods.push({ type: 'publickey', username: user, key: readFileSync(file) });
    else leftOut.push(problem);
  }
  // A socket that nobody listens on would end the whole connection in ssh2, where ssh(1) just goes on.
  if (agent !== null && !identitiesOnly && existsSync(agent)) methods.push({ type: 'agent', username: user, agent });
  return { methods, leftOut };
}

function problemOf(file: string): string | null {
  if (!existsSync(file)) return `${file} is not there`;
  const key = utils.parseKey(readFileSync(file));
  if (!(key instanceof Error)) return null;
  if (/encrypted/i.test(key.message)) return `${file} is encrypted: hand it to the agent with "ssh-add ${file}"`;
  return `${file} is not a private key (${key.message})`;
}
