// Asks a host to run a command, patiently: servers that allow one session at a time are not ready for the next one at
// once.
import { setTimeout } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { BitplaneError } from '@bitplane/model';
import type { Link } from './link';

/**
 * Waits between attempts. OpenSSH with MaxSessions 1 counts a session until it has reaped the process, some
 * milliseconds after it has closed the channel.
 */
const WAITS_MS = [10, 30, 100, 300, 1000];

/**
 * Opens a channel on which `command` runs. Where the connection is lost, or takes no other session, it is renewed once:
 * tinysshd gives each connection one session and then ends it. Throws E_HOST if that does not help. The command must do
 * nothing before it reads its input, because a loss does not tell whether it started.
 */
export async function openChannel(link: Link, command: string): Promise<ClientChannel> {
  let mayRenew = true;
  for (let attempt = 0; ; attempt++) {
    try {
      return await link.race(request(link.client, command));
    } catch (error) {
      if (!link.isLost && attempt < WAITS_MS.length) {
        await setTimeout(WAITS_MS[attempt]);
        continue;
      }
      if (!mayRenew || !(await link.renew())) throw link.isLost ? error : rejection(link.host, error as Error);
      mayRenew = false;
    }
  }
}

const request = (client: Client, command: string): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error === undefined ? resolve(channel) : reject(error)));
  });

const rejection = (host: string, cause: Error): BitplaneError =>
  new BitplaneError(
    'E_HOST',
    `${host} does not allow commands (${cause.message}): is "ssh ${host} true" allowed there? Its sshd_config may hold MaxSessions 0`,
    { cause },
  );
