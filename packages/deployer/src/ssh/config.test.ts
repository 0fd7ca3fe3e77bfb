import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { resolveTarget } from './config';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bitplane-config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

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
    hostKeyName: '[10.0.0.7]:2222',
    jump: null,
  });
});

test('takes a name that no Host lists as the host itself', () => {
  const target = resolve('board.lan', 'Host pi', ' User maker');
  expect(target).toMatchObject({
    hostName: 'board.lan',
    port: 22,
    user: userInfo().username,
    hostKeyName: 'board.lan',
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
  expect(target.identityFiles).toEqual([join(homedir(), 'keys/me@pi.lan')]);
  expect(target.knownHostsFiles.slice(0, 2)).toEqual([join(homedir(), 'a b'), '/c']);
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

test('leaves the agent out where only the named identities count', () => {
  expect(resolve('pi', 'Host pi', ' IdentityAgent /run/agent').agent).toBe('/run/agent');
  expect(resolve('pi', 'Host pi', ' IdentityAgent /run/agent', ' IdentitiesOnly yes').agent).toBeNull();
});

test.each([
  ['a circle of jumps', ['Host pi', ' ProxyJump gate', 'Host gate', ' ProxyJump pi'], 'circle'],
  ['a proxy command', ['Host pi', ' ProxyCommand nc %h %p'], 'ProxyJump'],
  ['a port that is none', ['Host pi', ' Port ssh'], 'from 1 to 65535'],
])('refuses %s', (_, lines, words) => {
  expect(() => resolve('pi', ...lines)).toThrow(words);
});

test('names a file that is not there', () => {
  expect(() => resolveTarget('pi', join(folder, 'none'))).toThrow(/no file .*none/);
});
