// The ssh_config of a server that this computer has made, with what a user of a real board has in ~/.ssh.
import { join } from 'node:path';
import { writeWhole } from '@bitplane/cli';

export interface OwnServer {
  /** Its name for ssh. */
  readonly host: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly user: string;
  /** File of the user's private key. */
  readonly identity: string;
  /** As known_hosts has it, without the name. */
  readonly hostKey: string;
}

/** Writes known_hosts and ssh_config into the folder. Returns the path of the second, for --ssh-config. */
export function writeOwnConfig(folder: string, { host, port, user, identity, hostKey }: OwnServer): string {
  const knownHosts = join(folder, 'known_hosts');
  writeWhole(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  const options = [
    'HostName 127.0.0.1',
    `Port ${port}`,
    `User ${user}`,
    `IdentityFile "${identity}"`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile "${knownHosts}"`,
    'StrictHostKeyChecking yes',
  ];
  const file = join(folder, 'ssh_config');
  writeWhole(file, `Host ${host}\n${options.map((line) => `  ${line}\n`).join('')}`);
  return file;
}
