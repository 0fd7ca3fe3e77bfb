// Algorithms: a server that offers little is reached where ssh reaches it, or the message says whose limit it is and
// what to do.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { freePort } from '../free-port';
import {
  describeWith,
  makeKey,
  run,
  sshConnects,
  startServer,
  startSshd,
  type MadeKey,
  type SshServer,
} from '../test-support/openssh';
import { resolveTarget } from './config';
import { connect } from './connect';

const describeWithSsh = describeWith('ssh', 'sshd', 'ssh-keygen');
const describeWithDropbear = describeWith('ssh', 'ssh-keygen', 'dropbear', 'dropbearkey');

jest.setTimeout(60_000);

let folder: string;
let client: MadeKey;
let server: SshServer | null;

beforeAll(() => {
  folder = temporaryFolder();
  if (findProgram('ssh-keygen') === null) return;
  client = makeKey(join(folder, 'id_rsa'), { type: 'rsa' });
});
beforeEach(() => void (server = null));
afterEach(() => server?.stop());

function configOf(port: number, options: readonly string[]): string {
  const usual = [
    'HostName 127.0.0.1',
    `Port ${port}`,
    `User ${userInfo().username}`,
    `IdentityFile ${client.file}`,
    'IdentityAgent none',
    `UserKnownHostsFile ${folder}/known_hosts`,
    'GlobalKnownHostsFile none',
  ];
  const config = join(folder, 'ssh_config');
  writeFileSync(config, ['Host pi', ...options, ...usual].join('\n'));
  return config;
}

/** The product's message, null if it gets in. */
async function failureOf(config: string): Promise<string | null> {
  try {
    await (await connect(resolveTarget('pi', config), undefined, () => undefined)).close();
    return null;
  } catch (error) {
    expect(error).toMatchObject({ code: 'E_HOST' });
    return (error as Error).message;
  }
}

describeWithSsh('against sshd with few algorithms', () => {
  let hostKey: MadeKey;
  beforeAll(() => void (hostKey = makeKey(join(folder, 'host'), { type: 'rsa' })));

  async function serve(...more: string[]): Promise<number> {
    writeFileSync(join(folder, 'known_hosts'), `* ${hostKey.line}\n`);
    server = await startSshd({ folder, hostKeys: [hostKey], authorized: [client], more });
    return server.port;
  }

  test.each([
    ['HostKeyAlgorithms ssh-rsa', 'add "HostKeyAlgorithms +ssh-rsa" below "Host pi"', ['HostKeyAlgorithms +ssh-rsa']],
    [
      'KexAlgorithms diffie-hellman-group14-sha1',
      'add "KexAlgorithms +diffie-hellman-group14-sha1"',
      ['KexAlgorithms +diffie-hellman-group14-sha1'],
    ],
    ['Ciphers aes128-cbc', 'add "Ciphers +aes128-cbc"', ['Ciphers +aes128-cbc']],
    ['MACs hmac-md5', 'add "MACs +hmac-md5"', ['Ciphers aes128-ctr', 'MACs +hmac-md5']],
  ])('%s: says what to add; with it, gets in', async (limit, words, options) => {
    // A MAC counts only for ciphers that do not bring their own.
    const port = await serve(limit, ...(limit.startsWith('Ciphers') ? [] : ['Ciphers aes128-ctr']));
    const [without, withThem] = [configOf(port, []), options];
    expect(await sshConnects(without, 'pi')).toBe(false);
    expect(await failureOf(without)).toContain(words);
    const config = configOf(port, withThem);
    expect(await sshConnects(config, 'pi')).toBe(true);
    expect(await failureOf(config)).toBeNull();
  });

  test.each([
    [
      'KexAlgorithms sntrup761x25519-sha512@openssh.com',
      'the only key exchanges it offers are sntrup761x25519-sha512@openssh.com',
    ],
    ['MACs umac-64@openssh.com', 'the only MACs it offers are umac-64@openssh.com'],
  ])('%s: ssh gets in, and the message says that the limit is here', async (limit, words) => {
    const config = configOf(await serve(limit, 'Ciphers aes128-ctr'), []);
    expect(await sshConnects(config, 'pi')).toBe(true);
    const failure = await failureOf(config);
    expect(failure).toContain(`${words}, which the SSH library here (ssh2) does not have`);
  });

  test('does not sign with what PubkeyAcceptedAlgorithms leaves out, and says so', async () => {
    const config = configOf(await serve(), ['PubkeyAcceptedAlgorithms ssh-rsa']);
    expect(await sshConnects(config, 'pi')).toBe(false);
    expect(await failureOf(config)).toContain('it takes RSA keys with rsa-sha2-256 signatures only');
  });

  test('says that an option of the ssh_config leaves nothing', async () => {
    const config = configOf(await serve(), ['MACs umac-64@openssh.com,umac-128@openssh.com']);
    expect(await failureOf(config)).toContain(
      'MACs umac-64@openssh.com,umac-128@openssh.com of the ssh_config leaves nothing',
    );
  });

  test('follows the order of Ciphers', async () => {
    const port = await serve();
    expect(await failureOf(configOf(port, ['Ciphers aes256-ctr,aes128-ctr']))).toBeNull();
    expect(server?.newLog()).toContain('kex: client->server cipher: aes256-ctr');
  });
});

describeWithDropbear('against dropbear', () => {
  test.each(['ed25519', 'ecdsa', 'rsa'])('accepts a new %s key as ssh does', async (type) => {
    const key = join(folder, `dropbear_${type}`);
    rmSync(join(folder, 'known_hosts'), { force: true });
    run('dropbearkey', ['-t', type, '-f', key]);
    const port = await freePort();
    server = await startServer('dropbear', ['-F', '-E', '-r', key, '-p', `127.0.0.1:${port}`], port);
    const config = configOf(port, ['StrictHostKeyChecking accept-new']);
    // Dropbear reads authorized_keys in the user's home only, so that nobody gets further than the host's key.
    expect(await sshConnects(config, 'pi')).toBe(false);
    const theirs = readFileSync(join(folder, 'known_hosts'), 'utf8');
    rmSync(join(folder, 'known_hosts'));
    expect(await failureOf(config)).toContain('it accepts none of the offered keys');
    expect(readFileSync(join(folder, 'known_hosts'), 'utf8')).toBe(theirs);
  });
});
