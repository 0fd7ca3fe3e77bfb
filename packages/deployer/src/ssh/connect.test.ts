import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { utils } from 'ssh2';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { acceptingNewKeys, connect, exec, resolveTarget, startLocalBoard, type LocalBoard } from '.';
import { keyFile } from './local-server/keys';

let folder: string;
let board: LocalBoard;

beforeEach(async () => {
  folder = temporaryFolder();
  board = await startLocalBoard({ folder, host: 'pi' });
});
afterEach(() => board.stop());

const open = (name = 'pi') => connect(resolveTarget(name, board.sshConfig));
const knownHosts = () => join(dirname(board.sshConfig), 'known_hosts');
const setOption = (name: string, value: string) =>
  writeFileSync(board.sshConfig, `Host *\n ${name} ${value}\n${readFileSync(board.sshConfig, 'utf8')}`);

test('runs a command on a host that an ssh_config names', async () => {
  const link = await open();
  const outcome = await exec(link, 'echo $HOME; echo problem >&2; exit 7', { name: 'test' });
  expect(outcome).toEqual({ code: 7, stdout: `${board.home}\n`, stderr: 'problem\n' });
  await link.close();
});

describe('through a jump host', () => {
  beforeEach(() => {
    const options = readFileSync(board.sshConfig, 'utf8').replace(/^Host.*\n/, '');
    appendFileSync(board.sshConfig, `Host inner\n ProxyJump pi\n${options}`);
  });

  test('reaches a host', async () => {
    const link = await open('inner');
    expect(await exec(link, 'echo in', { name: 'test' })).toMatchObject({ stdout: 'in\n' });
    await link.close();
  });

  test('reaches a host where both hops use the cipher that ssh prefers', async () => {
    setOption('Ciphers', 'chacha20-poly1305@openssh.com');
    const link = await open('inner');
    expect(await exec(link, 'head -c 100000 /dev/zero | wc -c', { name: 'test' })).toMatchObject({ code: 0 });
    await link.close();
  });

  test.each([
    ['the jump host', 'pi', 'pi'],
    ['the host behind it', 'inner', 'inner'],
  ])('rejects a key of %s that has changed between the two hops', async (_, alias, name) => {
    const { publicKey: own } = keyFile(folder, 'host_ed25519');
    const { publicKey: other } = keyFile(folder, 'other');
    const keyOf = (host: string) => `${host} ${host === alias ? other : own}\n`;
    writeFileSync(knownHosts(), ['pi', 'inner'].map(keyOf).join(''));
    const aliases = ['pi', 'inner'].map((host) => `Host ${host}\n HostKeyAlias ${host}\n`).join('');
    writeFileSync(board.sshConfig, `${aliases}${readFileSync(board.sshConfig, 'utf8')}`);
    await expect(open('inner')).rejects.toMatchObject({
      code: 'E_HOST_KEY',
      message: expect.stringMatching(new RegExp(`^${name} shows another key`)) as string,
    });
  });

  test('notices that the hosts have gone', async () => {
    const link = await open('inner');
    await board.stop();
    await expect(exec(link, 'echo in', { name: 'test' })).rejects.toMatchObject({ code: 'E_HOST' });
  });
});

test('rejects a key that no file lists, and says how to accept it', async () => {
  writeFileSync(knownHosts(), '');
  const line = `--accept-new, which adds it to ${knownHosts()}`;
  await expect(open()).rejects.toMatchObject({ code: 'E_HOST_KEY', message: expect.stringContaining(line) as string });
  await expect(open()).rejects.toThrow(/SHA256:[\w+/]{43}/);
});

test('rejects a changed key, and says how to forget the old one', async () => {
  const { publicKey: other } = keyFile(folder, 'other');
  writeFileSync(knownHosts(), `[127.0.0.1]:${board.port} ${other}\n`);
  const line = `ssh-keygen -R '[127.0.0.1]:${board.port}' -f '${knownHosts()}'`;
  await expect(open()).rejects.toMatchObject({ code: 'E_HOST_KEY', message: expect.stringContaining(line) as string });
});

test('rejects a host of which only another type of key is known', async () => {
  const { public: other } = utils.generateKeyPairSync('ecdsa', { bits: 256 });
  writeFileSync(knownHosts(), `[127.0.0.1]:${board.port} ${other}\n`);
  await expect(open()).rejects.toMatchObject({ code: 'E_HOST_KEY' });
});

test('says that a host does not take the key', async () => {
  keyFile(folder, 'wrong');
  writeFileSync(
    board.sshConfig,
    readFileSync(board.sshConfig, 'utf8').replace(/IdentityFile .*/, `IdentityFile ${join(folder, 'wrong')}`),
  );
  await expect(open()).rejects.toMatchObject({
    code: 'E_HOST',
    message: expect.stringContaining('ssh-copy-id pi') as string,
  });
});

test.each([
  [
    'encrypted',
    () => utils.generateKeyPairSync('ecdsa', { bits: 256, passphrase: 'pw', cipher: 'aes256-ctr' }).private,
    'ssh-add',
  ],
  ['damaged', () => 'no key', 'not a private key'],
])('says that a key file is %s', async (name, content, words) => {
  const file = join(folder, name);
  writeFileSync(file, content(), { mode: 0o600 });
  writeFileSync(
    board.sshConfig,
    readFileSync(board.sshConfig, 'utf8').replace(/IdentityFile .*/, `IdentityFile ${file}`),
  );
  await expect(open()).rejects.toThrow(words);
});

test('says that nothing listens', async () => {
  const config = board.sshConfig;
  setOption('Port', '1');
  await expect(connect(resolveTarget('pi', config))).rejects.toThrow('nothing is listening there');
});

test('says that a name is neither listed nor resolves', async () => {
  await expect(open('no-such-board.invalid')).rejects.toThrow(
    `add "Host no-such-board.invalid" with its HostName to ${board.sshConfig}`,
  );
});

test("says that a Host's HostName does not resolve, and not to add that Host", async () => {
  setOption('HostName', 'no-such-board.invalid');
  await expect(open()).rejects.toThrow(/HostName that the ssh_config gives, no-such-board.invalid.*correct it/);
});

test.each(['fe80::1', 'fe80::1%none'])('says that %s lacks a network interface', async (address) => {
  setOption('HostName', address.replace('%', '%%'));
  await expect(open()).rejects.toThrow('as fe80::1%eth0');
});

test('does not say that it remembers a key in /dev/null', async () => {
  setOption('UserKnownHostsFile', '/dev/null');
  await expect(open()).rejects.toThrow('--accept-new, which cannot remember it');
  const said: string[] = [];
  const link = await connect(
    acceptingNewKeys(resolveTarget('pi', board.sshConfig)),
    undefined,
    (line) => void said.push(line),
  );
  await link.close();
  expect(said).toEqual([expect.stringMatching(/not remembered, because UserKnownHostsFile is .dev.null$/)]);
});

test.each([
  ['mute', () => undefined, 'no answer within 1 s'],
  [
    'another kind of server',
    (socket: NodeJS.WritableStream) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'not an SSH server',
  ],
])('gives up on a host that is %s', async (_, answer, words) => {
  const server = createServer((socket) => answer(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  setOption('ConnectTimeout', '1');
  setOption('Port', String((server.address() as AddressInfo).port));
  await expect(open()).rejects.toThrow(words);
  server.close();
});
