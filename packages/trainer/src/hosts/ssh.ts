// How the first host starts programs on the others, as in a cluster: by ssh, with keys made for it, and known hosts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run';

export interface Ssh {
  /** Statements of a host's shell that start its server, which gives what it starts these variables. */
  server(name: string, env: Readonly<Record<string, string>>): string;
  /** With it, Open MPI uses the client. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Keys and configuration for hosts of these names. */
export function makeSsh(folder: string, names: readonly string[]): Ssh {
  const [hostKey, userKey] = ['host_key', 'user_key'].map((name) => makeKey(join(folder, name)));
  const authorizedKeys = join(folder, 'authorized_keys');
  writeFileSync(authorizedKeys, userKey.line);
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `${names.join()} ${hostKey.line}`);
  const client = writeLines(join(folder, 'ssh_config'), [
    `IdentityFile ${userKey.file}`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${knownHosts}`,
    'GlobalKnownHostsFile none',
    'StrictHostKeyChecking yes',
    'BatchMode yes',
    'User root',
  ]);
  return {
    server(name, env) {
      const variables = Object.entries(env).map(([variable, value]) => `"${variable}=${value}"`);
      const server = writeLines(join(folder, `sshd_config-${name}`), [
        `HostKey ${hostKey.file}`,
        `AuthorizedKeysFile ${authorizedKeys}`,
        `SetEnv ${variables.join(' ')}`,
        'PermitRootLogin yes',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'StrictModes no',
        'UsePAM no',
        'UseDNS no',
        'PidFile /run/sshd.pid',
      ]);
      // It asks for its whole path. The file with its process is there once it listens.
      return `mkdir /run/sshd
        "$(command -v sshd)" -D -e -f '${server}' & sshd=$!
        until [ -e /run/sshd.pid ]; do kill -0 $sshd; sleep 0.02; done`;
    },
    environment: {
      // Open MPI 4.1 and 5.
      OMPI_MCA_plm_rsh_agent: `ssh -F ${client}`,
      PRTE_MCA_plm_ssh_agent: `ssh -F ${client}`,
      OMPI_ALLOW_RUN_AS_ROOT: '1',
      OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
    },
  };
}

function makeKey(file: string): { readonly file: string; readonly line: string } {
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bitplane', '-f', file]);
  return { file, line: readFileSync(`${file}.pub`, 'utf8') };
}

/** Returns the file's path. */
function writeLines(file: string, lines: readonly string[]): string {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}
