// What ssh2's errors mean to the user, and what to do about them.
import { BitplaneError } from '@bitplane/model';
import type { Target } from './config';
import type { Identities } from './identities';

interface Ssh2Error extends Error {
  readonly level?: string;
  readonly code?: string;
}

export function connectFailure(error: Ssh2Error, target: Target, identities: Identities): BitplaneError {
  const { name, destination, hostName, port, user } = target;
  const place = `${name} (${user}@${hostName}:${port})`;
  return new BitplaneError('E_HOST', `${place}: ${reason()}`, { cause: error });

  function reason(): string {
    if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
      return `expected a Host of the ssh_config or a name that resolves, found neither: add "Host ${name}" with its HostName to ~/.ssh/config`;
    }
    if (error.code === 'ECONNREFUSED') return 'nothing listens there: is the board on, and its SSH server enabled?';
    if (error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH')
      return 'there is no route to it: is the board on this network?';
    if (error.level === 'client-timeout' || error.code === 'ETIMEDOUT') {
      return `no answer within ${target.connectTimeoutMs / 1000} s: is the board on, and reachable from here?`;
    }
    if (error.level === 'client-authentication' && identities.methods.length === 0) {
      return `found no key to log in with (${identities.leftOut.join('; ')}): make one with ssh-keygen, then "ssh-copy-id ${destination}"`;
    }
    if (error.level === 'client-authentication') {
      const leftOut = identities.leftOut.length === 0 ? '' : ` (left out: ${identities.leftOut.join('; ')})`;
      return `it takes none of ${identities.methods.length} offered keys${leftOut}: install yours with "ssh-copy-id ${destination}"`;
    }
    if (error.level === 'protocol') return `what listens there is not an SSH server (${error.message})`;
    return error.message;
  }
}
