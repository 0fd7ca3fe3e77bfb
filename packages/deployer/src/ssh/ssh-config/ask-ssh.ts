// The user's own ssh: what it would do is what the user sees everywhere else.
import { spawnSync } from 'node:child_process';
import { BitplaneError } from '@bitplane/model';
import type { Destination } from './destination';
import { splitFileList } from './file-list';
import { circle } from './jump';
import { localUser } from './local-user';
import { FILE_LISTS, type Options } from './options';

/**
 * Null where no OpenSSH client can be asked. Throws E_FILE or E_HOST with what it says where it rejects the ssh_config.
 */
export function askSsh(destination: Destination, configFile?: string): Options | null {
  // ssh does not start for a user id without a name.
  if (localUser().name === null) return null;
  const { host, user, port, jumps } = destination;
  const result = spawnSync(
    'ssh',
    [
      '-G',
      ...(configFile === undefined ? [] : ['-F', configFile]),
      ...(user === undefined ? [] : ['-l', user]),
      ...(port === undefined ? [] : ['-p', String(port)]),
      ...(jumps === undefined ? [] : ['-J', jumps]),
      '--',
      host,
    ],
    { encoding: 'utf8', env: process.env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (result.status === 0) return parseAnswer(result.stdout);
  if (!isOpenSsh()) return null;
  throw rejection(host, result.stderr);
}

/** The lines of `ssh -G`. */
export function parseAnswer(text: string): Options {
  const options = new Map<string, string[]>();
  for (const line of text.split('\n').filter((candidate) => candidate !== '')) {
    const [, name, value] = /^(\S+) ?(.*)$/.exec(line) ?? [line, line, ''];
    const key = name.toLowerCase();
    const values = FILE_LISTS.includes(key) ? splitFileList(value) : [value];
    options.set(key, [...(options.get(key) ?? []), ...values]);
  }
  return options;
}

/** Other programs are called ssh too, such as Dropbear's. */
const isOpenSsh = (): boolean =>
  /OpenSSH/.test(spawnSync('ssh', ['-V'], { encoding: 'utf8', env: process.env }).stderr ?? '');

function rejection(host: string, stderr: string): BitplaneError {
  if (stderr.includes('jumphost loop')) return circle(host);
  const lines = stderr.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('Pseudo-terminal'));
  const isFile = /configuration|permissions on/i.test(stderr);
  return new BitplaneError(
    isFile ? 'E_FILE' : 'E_HOST',
    `${host}: ssh says: ${lines.join('; ')}: correct the ssh_config`,
  );
}
