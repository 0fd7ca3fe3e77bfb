// CheckHostIP cannot be tried against a server on this computer: ssh looks past loopback addresses. The decisions are
// those of its sshconnect.c.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { newHostKey } from '../test-support/host-key';
import { resolveTarget } from './config';
import { checkHostKey } from './host-key';

const board = newHostKey();
const other = newHostKey();
let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

function check(lines: readonly string[], ...options: string[]) {
  const [config, knownHosts] = ['ssh_config', 'known_hosts'].map((name) => join(folder, name));
  const usual = [`UserKnownHostsFile ${knownHosts}`, 'GlobalKnownHostsFile none', 'HostName pi.lan'];
  writeFileSync(knownHosts, lines.map((line) => `${line}\n`).join(''));
  writeFileSync(config, ['Host pi', ...options, ...usual].join('\n'));
  return checkHostKey(resolveTarget('pi', config));
}

const named = `pi.lan ${board.line}`;
const address = '10.0.0.7';
const asked = 'CheckHostIP yes';
test.each([
  ['the address is not listed', { lines: [named], option: asked, address, accepts: true }],
  ['the same key under it', { lines: [named, `10.0.0.7 ${board.line}`], option: asked, address, accepts: true }],
  ['another key under it', { lines: [named, `10.0.0.7 ${other.line}`], option: asked, address, accepts: false }],
  ['another key, but nobody asks', { lines: [named, `* ${other.line}`], option: 'Port 22', address, accepts: true }],
  [
    'another key, through a jump host',
    { lines: [named, `* ${other.line}`], option: asked, address: null, accepts: true },
  ],
  ['the key under the address only', { lines: [`10.0.0.7 ${board.line}`], option: asked, address, accepts: false }],
])('%s', (_, scene) => {
  const hostKey = check(scene.lines, scene.option);
  expect(hostKey.accepts({ key: board.blob, address: scene.address })).toBe(scene.accepts);
  expect(hostKey.rejection() === null).toBe(scene.accepts);
});

test('names the line of the address', () => {
  const hostKey = check([named, `10.0.0.7 ${other.line}`], 'CheckHostIP yes');
  hostKey.accepts({ key: board.blob, address });
  expect(hostKey.rejection()?.message).toContain(
    `another key than ${join(folder, 'known_hosts')}:2 lists for its address`,
  );
});

test('a new key is written with the address', () => {
  const hostKey = check([], 'CheckHostIP yes', 'StrictHostKeyChecking accept-new');
  expect(hostKey.accepts({ key: board.blob, address })).toBe(true);
  expect(hostKey.remember()).toContain('which was new');
  expect(readFileSync(join(folder, 'known_hosts'), 'utf8')).toBe(`pi.lan,10.0.0.7 ${board.line}\n`);
});

test('names the KnownHostsCommand, which is not run', () => {
  const hostKey = check([], 'KnownHostsCommand /usr/bin/true %H');
  expect(hostKey.accepts({ key: board.blob, address: null })).toBe(false);
  expect(hostKey.rejection()?.message).toContain('the KnownHostsCommand of the ssh_config is not run here');
});

test('rejects a binary revocation list by name', () => {
  writeFileSync(join(folder, 'krl'), 'SSHKRL\n\0rest');
  expect(() => check([named], `RevokedHostKeys ${join(folder, 'krl')}`)).toThrow('binary revocation list (KRL)');
});
