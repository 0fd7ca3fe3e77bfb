// Says why a host's key is rejected, and how to accept it if it is right.
import { hostNames } from './host-names';
import type { KnownKey } from './known-hosts';
import { describeKey } from './public-key';
import type { Target } from './target';
import type { Trust } from './trust';

interface Distrust {
  readonly verdict: Exclude<Trust['verdict'], 'known'>;
  readonly lines: readonly KnownKey[];
}

/** One line for the user. */
export function hostKeyRejection(target: Target, key: Buffer, { verdict, lines }: Distrust): string {
  const shown = describeKey(key);
  const plain = lines.filter(({ marker }) => marker === null);
  switch (verdict) {
    case 'unknown':
      return (
        `${target.name} shows a key that no known_hosts file lists as ${hostNames(target).name}, ${shown}` +
        `${authorityHint(lines)}${hints(target)}: compare it with the board's own ` +
        `(ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then ${acceptance(target)}`
      );
    case 'changed':
      return (
        `${target.name} shows another key than ${places(plain)} lists, ${shown}${hints(target)}: ` +
        `somebody may be in between, or the board was set up anew; if you know why, ` +
        `forget the old key with: ${forgetLine(target, plain)} ; then ${acceptance(target)}`
      );
    case 'address-changed':
      return (
        `${target.name} shows another key than ${places(plain)} lists for its address (CheckHostIP), ${shown}: ` +
        `correct that line, or set CheckHostIP no in the ssh_config`
      );
    case 'revoked':
      return `${target.name} shows a key that ${places(lines)} marks @revoked, ${shown}: give the board another host key`;
    case 'revoked-by-file':
      return (
        `${target.name} shows a key that RevokedHostKeys ${target.revokedHostKeys} lists, ${shown}: ` +
        `give the board another host key`
      );
    case 'unusable':
      return `${target.name} shows a key that is too short or damaged, ${shown}: give the board another host key`;
  }
}

/** FILE:LINE of each. */
const places = (lines: readonly KnownKey[]): string => lines.map(({ file, line }) => `${file}:${line}`).join(', ');

function acceptance({ userKnownHostsFiles: [file] }: Target): string {
  if (file === '/dev/null') {
    return 'run the command again with --accept-new, which cannot remember it, because UserKnownHostsFile is /dev/null';
  }
  return file === undefined
    ? 'give UserKnownHostsFile a file in the ssh_config, where it is none now, and run the command again with --accept-new'
    : `run the command again with --accept-new, which adds it to ${file}`;
}

const forgetLine = (target: Target, lines: readonly KnownKey[]): string =>
  [...new Set(lines.map(({ file }) => file))]
    .map((file) => `ssh-keygen -R '${hostNames(target).name}' -f '${file}'`)
    .join(' ; ');

const authorityHint = (lines: readonly KnownKey[]): string =>
  lines.some(({ marker }) => marker === '@cert-authority')
    ? ` (${places(lines)} is a @cert-authority, but host certificates are not supported here: its plain key counts)`
    : '';

/** Options of the user's that would have helped under ssh. */
function hints({ knownHostsCommand, strictHostKeyChecking }: Target): string {
  const command = knownHostsCommand === null ? '' : ' (the KnownHostsCommand of the ssh_config is not run here)';
  const isOff = ['no', 'off'].includes(strictHostKeyChecking);
  return `${command}${isOff ? ` (StrictHostKeyChecking ${strictHostKeyChecking} is not followed here)` : ''}`;
}
