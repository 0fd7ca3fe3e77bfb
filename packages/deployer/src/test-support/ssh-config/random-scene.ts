// Random ssh_configs: blocks, conditions, includes and options in all spellings that OpenSSH takes. Equal seeds give
// equal scenes.
import { seededRandom, type Random } from '@bitplane/model';
import type { Scene } from './scene';

const NAMES = ['board', 'gate', 'ten.lan', 'Board', '10.0.0.7'];
const PATTERNS = [...NAMES, '*', 'b*', '*.lan', 'boar?', 'board?', '10.*', 'b*d', '?oard'];
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  AddressFamily: ['inet', 'any', 'INET6'],
  CertificateFile: ['~/c-cert.pub', '/k/c', 'none'],
  CheckHostIP: ['yes', 'no', 'True'],
  Ciphers: ['+aes128-cbc', '-aes*', '^aes256-ctr', 'aes128-ctr,aes256-ctr'],
  ConnectTimeout: ['5', '1m', '1m30s', 'none', '2H'],
  GlobalKnownHostsFile: ['/k/g', '/k/g /k/h', 'none'],
  HashKnownHosts: ['yes', 'false'],
  HostKeyAlgorithms: ['+ssh-rsa', '-ecdsa-*', '^ssh-rsa', 'ssh-ed25519'],
  HostKeyAlias: ['alias', 'Other-Name'],
  HostName: ['ten.lan', '%h.lan', '10.0.0.7', 'Gate.Lan', 'fe80::1%%usb9', '10.7', '::1', '%%h'],
  IdentitiesOnly: ['yes', 'no'],
  IdentityAgent: ['none', '/run/%r/%h', '$SOCK', '${SOCK}', 'SSH_AUTH_SOCK', '~/s'],
  IdentityFile: ['~/.ssh/a', '/k/%h-%p', 'none', '${SOCK}/k', '/k/a#1'],
  KexAlgorithms: ['+diffie-hellman-group14-sha1', '-*nistp*', 'curve25519-sha256'],
  KnownHostsCommand: ['/bin/keys %H', 'none'],
  MACs: ['+hmac-md5', '-umac*', '^hmac-sha2-512'],
  Port: ['22', '2201', '02202', '2203'],
  ProxyCommand: ['none', 'nc %h %p'],
  ProxyJump: ['none', 'outer', 'me@outer:2204', 'one,outer', 'ssh://me@outer', 'outer-%h'],
  PubkeyAcceptedAlgorithms: ['+ssh-rsa', 'ssh-ed25519'],
  RevokedHostKeys: ['/k/revoked', 'none'],
  ServerAliveCountMax: ['2', '9'],
  ServerAliveInterval: ['15', '1m', '0'],
  StrictHostKeyChecking: ['yes', 'ask', 'off', 'accept-new'],
  User: ['maker', 'Bob', 'a#b', '"c d"', 'corp\\\\jo'],
  UserKnownHostsFile: ['/k/%k', '~/k1 /k/k2', '/k/%n-%r-%p', 'none', '"/k/%h"'],
};
const CONDITIONS: readonly (readonly string[])[] = [
  ['host', 'board', 'ten.lan', '*.lan,!gate*', 'BOARD'],
  ['originalhost', 'board', 'b*', '*,!board'],
  ['user', 'maker', 'bob', 'Bob,maker'],
  ['localuser', 'no-such-user', '*'],
  ['exec', '"test %n = board"', '"exit 1"', 'true', '"test %p = 2201"'],
  ['final'],
  ['canonical'],
];

export function randomScene(seed: number): Scene {
  const random = seededRandom(seed);
  const { pick } = random;
  const files: Record<string, string> = {};
  const include = (depth: number): string => {
    const name = `${pick(['', '', '.'])}part-${Object.keys(files).length}`;
    // Its place is taken before more are made in it.
    files[`parts/${name}`] = '';
    files[`parts/${name}`] = text(depth + 1);
    return `Include ${pick([`parts/${name}`, `parts/*${name.slice(-1)}`, 'parts/[p]*', `"parts/${name}" parts/gone`])}`;
  };
  const line = (depth: number): string => {
    const kind = random.integer(0, 9);
    if (kind === 0 && depth < 2) return include(depth);
    return kind < 3 ? hostLine(random) : kind < 4 ? matchLine(random) : optionLine(random);
  };
  const text = (depth: number): string =>
    Array.from({ length: random.integer(3, 10) }, () => `${line(depth)}\n`).join('');
  const host = pick(['board', 'board', 'gate', 'jo@board', 'Board']);
  return { name: `random ${seed}`, host, env: { SOCK: '/run/sock' }, text: text(0), files };
}

const spelled = ({ pick }: Random, keyword: string): string =>
  pick([keyword, keyword.toLowerCase(), keyword.toUpperCase()]);

/** OpenSSH 9.2 takes "ProxyJump none # why" for a host of the name none. */
function optionLine(random: Random): string {
  const { pick } = random;
  const keyword = pick(Object.keys(OPTIONS));
  const start = `${pick([' ', '\t', ''])}${spelled(random, keyword)}${pick([' ', '=', ' = ', '\t'])}`;
  return `${start}${pick(OPTIONS[keyword])}${keyword === 'ProxyJump' ? '' : pick(['', '', '', ' # why', '\t'])}`;
}

function hostLine(random: Random): string {
  const { pick } = random;
  const patterns = Array.from({ length: random.integer(1, 3) }, () => `${pick(['', '', '!'])}${pick(PATTERNS)}`);
  return `${spelled(random, 'Host')} ${patterns.join(pick([' ', '  ', ',']))}`;
}

function matchLine(random: Random): string {
  const { pick } = random;
  if (random.chance(1 / 6)) return pick(['Match all', 'Match final all']);
  const conditions = Array.from({ length: random.integer(1, 2) }, () => {
    const [name, ...values] = pick(CONDITIONS);
    const start = `${pick(['', '', '!'])}${spelled(random, name)}`;
    return values.length === 0 ? start : `${start}${pick([' ', '='])}${pick(values)}`;
  });
  return `Match ${conditions.join(' ')}`;
}
