// What ssh would do, without asking it: OpenSSH's reading of ssh_config files.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { canonicalAddress, looksLikeAddress } from './address';
import { completed } from './defaults';
import type { Destination } from './destination';
import { isNone } from './jump';
import { homeFolder, localUser } from './local-user';
import type { Options } from './options';
import { checkOwner, readConfigFile } from './read-file';
import { firstValue, hostNameOf, type Reading } from './reading';
import { OPENSSH_9_2, type Release } from './release';

/**
 * The options under `configFile`, or under ~/.ssh/config and then /etc/ssh/ssh_config. Throws E_FILE for what OpenSSH
 * would reject, E_HOST for what only ssh itself can do.
 */
export function readConfig(destination: Destination, configFile?: string, release: Release = OPENSSH_9_2): Options {
  const first: Reading = {
    originalHost: destination.host,
    host: destination.host,
    isFinal: false,
    values: fromCommandLine(destination),
    wantsFinal: false,
  };
  readFiles(first, configFile);
  const host = canonicalHost(first);
  const reading: Reading = { ...first, host, isFinal: true };
  if (first.wantsFinal || isCanonicalizing(first)) {
    reading.values.set('hostname', [host]);
    readFiles(reading, configFile);
  }
  reading.values.set('hostname', [host]);
  return completed(reading, release);
}

function fromCommandLine({ user, port, jumps }: Destination): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  if (user !== undefined) values.set('user', [user]);
  if (port !== undefined) values.set('port', [String(port)]);
  if (jumps !== undefined) values.set('proxyjump', [jumps]);
  return values;
}

function readFiles(reading: Reading, configFile?: string): void {
  const users = { includeFolder: join(homeFolder(), '.ssh'), isUsers: true, depth: 0, mayMatch: true };
  if (configFile !== undefined) return readConfigFile({ ...users, path: configFile }, reading);
  const own = join(localUser().home, '.ssh/config');
  if (existsSync(own)) {
    checkOwner(own);
    readConfigFile({ ...users, path: own }, reading);
  }
  const system = '/etc/ssh/ssh_config';
  if (existsSync(system))
    readConfigFile({ ...users, path: system, includeFolder: '/etc/ssh', isUsers: false }, reading);
}

/** Names are in lower case, addresses in their usual spelling. */
function canonicalHost(reading: Reading): string {
  const host = hostNameOf(reading);
  const address = canonicalAddress(host);
  // Only another spelling takes its place, not another case.
  if (address !== null) return address.toLowerCase() === host.toLowerCase() ? host : address;
  if (looksLikeAddress(host)) return host;
  if (needsResolver(reading, host)) {
    throw new BitplaneError(
      'E_HOST',
      `${reading.originalHost}: CanonicalizeHostname needs an OpenSSH client on this computer: install one, or write the full HostName`,
    );
  }
  return host.toLowerCase();
}

const isCanonicalizing = (reading: Reading): boolean =>
  (firstValue(reading, 'canonicalizehostname') ?? 'false') !== 'false';

/** Whether ssh would look names up to find the host's full one. */
function needsResolver(reading: Reading, host: string): boolean {
  const mode = firstValue(reading, 'canonicalizehostname');
  const isProxied = ['proxyjump', 'proxycommand'].some((option) => !isNone(firstValue(reading, option) ?? 'none'));
  if (isProxied && mode !== 'always') return false;
  if (!isNone(firstValue(reading, 'canonicalizepermittedcnames') ?? 'none')) return true;
  if (!isCanonicalizing(reading)) return false;
  const dots = host.split('.').length - 1;
  const hasDomains = !isNone(firstValue(reading, 'canonicaldomains') ?? 'none');
  return host.endsWith('.') || (hasDomains && dots <= Number(firstValue(reading, 'canonicalizemaxdots') ?? 1));
}
