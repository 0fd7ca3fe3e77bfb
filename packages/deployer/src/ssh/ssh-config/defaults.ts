// From what an ssh_config says to what `ssh -G` prints: defaults filled in, "none" cleared, tokens expanded where ssh
// -G expands them.
import { BitplaneError } from '@bitplane/model';
import { applyAlgorithms } from './algorithms';
import { isNone } from './jump';
import { expandTilde } from './local-user';
import type { Options } from './options';
import { firstValue, readingTokens, userOf, type Reading } from './reading';
import type { Release } from './release';
import { expandEnvironment, expandTokens, type Tokens } from './tokens';

const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  addressfamily: ['any'],
  checkhostip: ['no'],
  connecttimeout: ['none'],
  globalknownhostsfile: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
  hashknownhosts: ['no'],
  identitiesonly: ['no'],
  port: ['22'],
  serveralivecountmax: ['3'],
  serveraliveinterval: ['0'],
  stricthostkeychecking: ['ask'],
  userknownhostsfile: ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'],
};

/** Options of which "none" means that there is none. */
const CLEARED_BY_NONE = ['knownhostscommand', 'proxycommand', 'proxyjump', 'revokedhostkeys'];

/** Options whose tokens `ssh -G` expands. */
const EXPANDED = ['identityagent', 'userknownhostsfile'];

export function completed(reading: Reading, { algorithms, identityFiles }: Release): Options {
  const options = new Map<string, readonly string[]>([
    ...Object.entries(DEFAULTS),
    ['user', [userOf(reading)]],
    ['identityfile', identityFiles],
    ...reading.values,
    ['host', [reading.originalHost]],
  ]);
  for (const [option, names] of Object.entries(algorithms.defaults)) {
    const spec = firstValue(reading, option);
    options.set(option, [(spec === undefined ? names : applyAlgorithms(spec, option, algorithms)).join(',')]);
  }
  for (const option of CLEARED_BY_NONE) if (isNone(options.get(option)?.[0] ?? '')) options.delete(option);
  const alias = options.get('hostkeyalias')?.[0].toLowerCase();
  if (alias !== undefined) options.set('hostkeyalias', [alias]);
  const tokens = readingTokens({ ...reading, values: options }, reading.originalHost);
  for (const option of EXPANDED) {
    const values = options.get(option);
    if (values !== undefined)
      options.set(
        option,
        values.map((value) => expandPath(value, tokens, option)),
      );
  }
  return options;
}

/** ~, variables and tokens. Throws E_FILE for what is not there. */
export function expandPath(path: string, tokens: Tokens, option: string): string {
  const absolute = expandTilde(path);
  if (absolute !== null) return expandTokens(expandEnvironment(absolute, option), tokens, option);
  throw new BitplaneError(
    'E_FILE',
    `${option} ${path}: there is no such user on this computer; correct the ssh_config`,
  );
}
