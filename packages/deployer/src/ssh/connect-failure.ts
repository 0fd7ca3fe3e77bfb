// What ssh2's errors mean to the user, and what to do about them.
import { BitplaneError } from '@bitplane/model';
import type { LogIn } from './log-in';
import type { Negotiation } from './negotiation';
import type { Target } from './target';

interface Ssh2Error extends Error {
  readonly level?: string;
  readonly code?: string;
}

/** What was known when it failed. */
export interface Attempt {
  readonly target: Target;
  readonly logIn: LogIn;
  readonly negotiation: Negotiation;
}

export function connectFailure(error: Ssh2Error, { target, logIn, negotiation }: Attempt): BitplaneError {
  const { name, destination, hostName, port, user } = target;
  const place = `${name} (${user}@${hostName}:${port})`;
  return new BitplaneError('E_HOST', `${place}: ${reason()}`, { cause: error });

  function reason(): string {
    if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
      return unresolved(target);
    }
    // Node's word for an address of one link without that link's interface.
    if (error.code === 'EINVAL' && /^fe80:/i.test(hostName)) {
      return `expected a link-local address with a network interface of this computer, as ${hostName.replace(/%.*/, '')}%eth0: "ip link" lists them`;
    }
    if (error.code === 'ECONNREFUSED')
      return 'nothing is listening there: is the board on, and its SSH server enabled?';
    if (error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH')
      return 'there is no route to it: is the board on this network?';
    if (error.level === 'client-timeout' || error.code === 'ETIMEDOUT') {
      return `no answer within ${target.connectTimeoutMs / 1000} s: is the board on, and reachable from here?`;
    }
    if (error.level === 'client-authentication') return logIn.explain(destination);
    if (/too many authentication failures/i.test(error.message)) {
      return (
        `it ended the log-in after too many keys; ${logIn.explain(destination)}, or name the right one with IdentityFile and ` +
        `set IdentitiesOnly yes in the ssh_config`
      );
    }
    if (error.level === 'protocol') return `what is listening there is not an SSH server (${error.message})`;
    return negotiation.explain(error.message, target) ?? error.message;
  }
}

/** A Host of the ssh_config that leads to another name is there already: what it says is wrong. */
function unresolved({ name, hostName, configFile }: Target): string {
  if (hostName.toLowerCase() !== name.toLowerCase()) {
    return `the HostName that the ssh_config gives, ${hostName}, does not resolve: correct it, or give the address there`;
  }
  return `expected a Host of the ssh_config or a name that resolves, found neither: add "Host ${name}" with its HostName to ${configFile}`;
}
