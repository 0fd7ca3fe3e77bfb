// What ssh would use for a host: from ssh itself where it is installed, else by OpenSSH's rules.
import { existsSync, statSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';
import { askSsh } from './ask-ssh';
import type { Destination } from './destination';
import type { Options } from './options';
import { readConfig } from './read-config';

export { expandPath } from './defaults';
export { circle, isNone, jumpDestination } from './jump';
export { parseDestination, type Destination } from './destination';
export { localUser } from './local-user';
export type { Options } from './options';
export { OPENSSH_9_2 } from './release';
export { expandTokens, tokensOf, type Tokens } from './tokens';

/**
 * The options of `destination` under `configFile`, default ~/.ssh/config and /etc/ssh/ssh_config. Throws E_MISSING_FILE
 * for a named file that is not there, E_FILE or E_HOST where ssh would reject it.
 */
export function readOptions(destination: Destination, configFile?: string): Options {
  if (configFile !== undefined && statSync(configFile, { throwIfNoEntry: false })?.isDirectory() !== false) {
    const found = existsSync(configFile) ? 'a folder,' : 'no file';
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected an ssh_config, found ${found} ${configFile}: correct --ssh-config`,
    );
  }
  return askSsh(destination, configFile) ?? readConfig(destination, configFile);
}
