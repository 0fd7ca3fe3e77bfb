import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { resolveTarget } from './config';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

function resolve(name: string, ...lines: string[]) {
  const file = join(folder, 'ssh_config');
  writeFileSync(file, lines.join('\n'));
  return resolveTarget(name, file);
}

test('takes the first value of each option, as ssh does', () => {
  const target = resolve(
    'pi',
    'Host pi',
    ' HostName 10.0.0.7',
    ' Port 2222',
    'Host *',
    ' HostName nowhere',
    ' User maker',
  );
  expect(target).toMatchObject({
    hostName: '10.0.0.7',
    port: 2222,
    user: 'maker',
    jump: null,
  });
});

test('takes a name that no Host lists as the host itself', () => {
  const target = resolve('board.lan', 'Host pi', ' User maker');
  expect(target).toMatchObject({
    hostName: 'board.lan',
    port: 22,
    user: userInfo().username,
  });
});

test('expands ~, %h and the other tokens', () => {
  const target = resolve(
    'pi',
    'Host pi',
    ' HostName %h.lan',
    ' User me',
    ' IdentityFile ~/keys/%r@%h',
    ' UserKnownHostsFile "%d/a b" /c',
  );
  expect(target.hostName).toBe('pi.lan');
  expect(target.identityFiles).toEqual([join(userInfo().homedir, 'keys/me@pi.lan')]);
  expect(target.userKnownHostsFiles).toEqual([join(userInfo().homedir, 'a b'), '/c']);
});

test('follows Include, with wildcards', () => {
  writeFileSync(join(folder, 'one.conf'), 'Host pi\n Port 2001\n');
  writeFileSync(join(folder, 'two.conf'), 'Host pi\n Port 2002\n User two\n');
  expect(resolve('pi', `Include ${folder}/*.conf`)).toMatchObject({ port: 2001, user: 'two' });
});

test('resolves a chain of jump hosts, each through the one before', () => {
  const target = resolve('pi', 'Host pi', ' ProxyJump gate,me@10.0.0.1:2200', 'Host gate', ' HostName gate.lan');
  expect(target.jump).toMatchObject({ hostName: '10.0.0.1', port: 2200, user: 'me' });
  expect(target.jump?.jump).toMatchObject({ hostName: 'gate.lan', jump: null });
});

test('says which keys may be offered, and by which agent', () => {
  const lines = ['Host pi', ' IdentityAgent /run/agent', ' IdentitiesOnly yes', ' IdentityFile none'];
  expect(resolve('pi', ...lines)).toMatchObject({ agent: '/run/agent', identitiesOnly: true, identityFiles: [] });
});

test('offers a key that is named twice once', () => {
  const lines = ['IdentityFile ~/.ssh/id', 'IdentityFile %d/.ssh/id'];
  expect(resolve('pi', ...lines).identityFiles).toEqual([join(userInfo().homedir, '.ssh/id')]);
});

test.each([
  ['maker@pi', { name: 'pi', user: 'maker', port: 2222 }],
  ['ssh://maker@pi:2200', { name: 'pi', user: 'maker', port: 2200 }],
  ['ssh://pi', { name: 'pi', user: 'config', port: 2222 }],
  ['me@[fe80::1%eth9]', { name: 'fe80::1%eth9', hostName: 'fe80::1%eth9', user: 'me', port: 22 }],
  ['ssh://[::1]:2200', { name: '::1', hostName: '::1', port: 2200 }],
])('takes %s', (host, expected) => {
  expect(resolve(host, 'Host pi', ' User config', ' Port 2222')).toMatchObject({ ...expected, destination: host });
});

test.each([
  ['', 'expected a host'],
  ['@pi', 'expected a host'],
  ['ssh://', 'expected a host'],
  ['ssh://pi:0', 'expected a host'],
  ['ssh://pi/home', 'expected a host'],
  ['ssh://%zz@pi', 'expected a host'],
  ['pi ', 'expected a host'],
  ['-pi', 'expected a host'],
  ['$(reboot)', 'expected a host'],
  ['`reboot`@pi', 'expected a host'],
  ['pi:2222', 'write ssh://pi:2222'],
  ['pi:', 'write pi; --remote-dir takes the folder'],
  ['pi:/opt/nets', 'write pi; --remote-dir takes the folder'],
  ['pi:~', 'write pi; --remote-dir takes the folder'],
])('rejects "%s" as a host', (host, words) => {
  expect(() => resolve(host)).toThrow(words);
});

test.each([
  ['a circle of jumps', ['Host pi', ' ProxyJump gate', 'Host gate', ' ProxyJump pi'], 'loop'],
  ['a jump through itself', ['Host *', ' ProxyJump pi'], 'loop'],
  ['a proxy command', ['Host pi', ' ProxyCommand nc %h %p'], 'ProxyJump'],
  ['an unknown service as the port', ['Host pi', ' Port none-such'], 'line 2'],
  ['an unknown option', ['Host pi', ' HostNmae 10.0.0.7'], 'hostnmae'],
  ['an unknown user of this computer', ['IdentityFile ~no-such-user/id'], 'no such user'],
])('rejects %s', (_, lines, words) => {
  expect(() => resolve('pi', ...lines)).toThrow(words);
});

describe('where no ssh is installed', () => {
  const path = process.env.PATH;
  beforeEach(() => void (process.env.PATH = folder));
  afterEach(() => void (process.env.PATH = path));

  test('reads the ssh_config itself', () => {
    const lines = [
      'Host pi',
      ' HostName %h.lan',
      ' UserKnownHostsFile "%d/a b" /c',
      'Match host pi.lan',
      ' User maker',
    ];
    const target = resolve('pi', ...lines);
    expect(target).toMatchObject({ hostName: 'pi.lan', user: 'maker' });
    expect(target.userKnownHostsFiles).toEqual([join(userInfo().homedir, 'a b'), '/c']);
  });

  test('does not need an ssh_config', () => {
    expect(resolveTarget('board.lan')).toMatchObject({ hostName: 'board.lan', jump: null });
  });

  test('asks for ssh where names have to be looked up', () => {
    expect(() => resolve('pi', 'CanonicalizeHostname yes', 'CanonicalDomains lan')).toThrow('OpenSSH client');
  });

  test('takes a program called ssh that is not OpenSSH for none', () => {
    const other = join(folder, 'ssh');
    writeFileSync(other, '#!/bin/sh\necho "Dropbear v2022.83" >&2\nexit 1\n', { mode: 0o755 });
    expect(resolve('pi', 'Host pi', ' Port 2222').port).toBe(2222);
  });

  test.each([
    ['an unknown option', ['Host pi', ' HostNmae 10.0.0.7'], /ssh_config line 2: .*hostnmae/],
    ['an Include of itself', ['Include %s'], /loop/],
    ['an invalid flag', ['IdentitiesOnly perhaps'], /yes, true, no, false, got "perhaps"/],
    ['an unknown condition', ['Match pi'], /no condition "pi"/],
  ])('rejects %s', (_, lines, words) => {
    expect(() => resolve('pi', ...lines.map((line) => line.replace('%s', join(folder, 'ssh_config'))))).toThrow(words);
  });

  test('rejects an included file that others may write', () => {
    const file = join(folder, 'open.conf');
    writeFileSync(file, 'Port 2222\n');
    chmodSync(file, 0o666);
    expect(() => resolve('pi', `Include ${file}`)).toThrow(`chmod go-w ${file}`);
  });
});

test('names a file that is not there', () => {
  expect(() => resolveTarget('pi', join(folder, 'none'))).toThrow(/no file .*none/);
  expect(() => resolveTarget('pi', folder)).toThrow(/a folder, .*--ssh-config/);
});
