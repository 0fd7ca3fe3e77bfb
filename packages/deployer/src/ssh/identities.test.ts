// Keys and agents: the product and the real ssh offer the same keys in the same order, and get in, or not, with the
// same one.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import {
  describeWith,
  makeKey,
  run,
  sshConnects,
  startAgent,
  startSshd,
  type Agent,
  type KeyOptions,
  type MadeKey,
  type SshServer,
} from '../test-support/openssh';
import { resolveTarget } from './config';
import { connect } from './connect';
import { fingerprint } from './public-key';

jest.setTimeout(60_000);
const describeWithSsh = describeWith('ssh', 'sshd', 'ssh-keygen', 'ssh-agent', 'ssh-add');
const PASSPHRASE = 'open sesame';

describeWithSsh('keys as the real ssh offers them', () => {
  let folder: string;
  let keys: string;
  let server: SshServer;
  let agent: Agent;
  let authorized: Record<'right' | 'rsa' | 'ecdsa' | 'secret' | 'secretPem', MadeKey>;

  beforeAll(async () => {
    keys = temporaryFolder();
    const make = (name: string, options: KeyOptions) => makeKey(join(keys, name), options);
    authorized = {
      right: make('right', {}),
      rsa: make('rsa', { type: 'rsa', more: ['-m', 'PEM'] }),
      ecdsa: make('ecdsa', { type: 'ecdsa', more: ['-m', 'PEM'] }),
      secret: make('secret', { passphrase: PASSPHRASE }),
      secretPem: make('secretPem', { type: 'rsa', passphrase: PASSPHRASE, more: ['-m', 'PEM'] }),
    };
    for (const name of ['a', 'b', 'c', 'd', 'e']) make(name, {});
    const hostKey = make('host', {});
    server = await startSshd({ folder: keys, hostKeys: [hostKey], authorized: Object.values(authorized) });
    writeFileSync(join(keys, 'known_hosts'), `* ${hostKey.line}\n`);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    folder = temporaryFolder();
    agent = await startAgent(folder);
  });
  afterEach(() => agent.stop());

  /** A key, with its .pub, copied to where a scene may spoil it. */
  function copy(name: string, { pub = true, as = name } = {}): string {
    const file = join(folder, as);
    copyFileSync(join(keys, name), file);
    chmodSync(file, 0o600);
    if (pub) copyFileSync(join(keys, `${name}.pub`), `${file}.pub`);
    return file;
  }

  function configOf(options: readonly string[], port = server.port): string {
    const usual = [
      'HostName 127.0.0.1',
      `Port ${port}`,
      `User ${userInfo().username}`,
      `IdentityAgent ${agent.socket}`,
      `UserKnownHostsFile ${keys}/known_hosts`,
      'GlobalKnownHostsFile none',
    ];
    const config = join(folder, 'ssh_config');
    writeFileSync(config, ['Host pi', ...options, ...usual].join('\n'));
    return config;
  }

  async function failureOf(config: string): Promise<string | null> {
    try {
      await (await connect(resolveTarget('pi', config))).close();
      return null;
    } catch (error) {
      expect(error).toMatchObject({ code: 'E_HOST' });
      return (error as Error).message;
    }
  }

  /** The keys that a server was offered, by name, and the one that it took. */
  function offersIn(log: string): { readonly offered: string[]; readonly taken: string | null } {
    const names = new Map(
      ['right', 'rsa', 'ecdsa', 'secret', 'secretPem', 'a', 'b', 'c', 'd', 'e'].map((name) => {
        const blob = Buffer.from(readFileSync(join(keys, `${name}.pub`), 'utf8').split(' ')[1], 'base64');
        return [fingerprint(blob), name];
      }),
    );
    const tests = [...log.matchAll(/publickey test pkalg \S+ pkblob \S+ (\S+)/g)];
    const taken = /Accepted publickey for .* (SHA256:\S+)/.exec(log)?.[1];
    return {
      offered: [...new Set(tests.map(([, print]) => names.get(print) ?? print))],
      taken: taken === undefined ? null : (names.get(taken) ?? taken),
    };
  }

  /** Lets both in; what ssh offers without being able to sign does not count. */
  async function compare(
    options: readonly string[],
    expected: { readonly offered: string[]; readonly taken: string | null },
  ) {
    const config = configOf(options);
    server.newLog();
    expect(await sshConnects(config, 'pi')).toBe(expected.taken !== null);
    const theirs = offersIn(server.newLog());
    const failure = await failureOf(config);
    const log = server.newLog();
    expect({ ...offersIn(log), failure: failure === null }).toEqual({ ...expected, failure: expected.taken !== null });
    expect(log.match(/publickey test/g) ?? []).toHaveLength(expected.offered.length);
    expect({ ...theirs, offered: theirs.offered.filter((name) => expected.offered.includes(name)) }).toEqual(expected);
  }

  const only = 'IdentitiesOnly yes';
  const named = (...names: string[]) =>
    names.map((name) => `IdentityFile ${name.startsWith('/') ? name : join(keys, name)}`);
  const add = (...names: string[]) => names.forEach((name) => agent.add(join(keys, name), PASSPHRASE));

  test('a file', () => compare(named('right'), { offered: ['right'], taken: 'right' }));
  test('files in their order', () =>
    compare(named('b', 'a', 'right'), { offered: ['b', 'a', 'right'], taken: 'right' }));
  test('RSA in PEM', () => compare(named('rsa'), { offered: ['rsa'], taken: 'rsa' }));
  test('ECDSA in PEM', () => compare(named('ecdsa'), { offered: ['ecdsa'], taken: 'ecdsa' }));

  test('an encrypted key in the agent, IdentitiesOnly', () => {
    add('a', 'secret', 'right');
    return compare([...named('secret'), only], { offered: ['secret'], taken: 'secret' });
  });

  test('an encrypted key without .pub in the agent, IdentitiesOnly', () => {
    add('a', 'secret');
    return compare([...named(copy('secret', { pub: false })), only], { offered: ['secret'], taken: 'secret' });
  });

  test('an encrypted PEM with .pub in the agent, IdentitiesOnly', () => {
    add('a', 'secretPem');
    return compare([...named('secretPem'), only], { offered: ['secretPem'], taken: 'secretPem' });
  });

  test('an encrypted PEM without .pub in the agent, IdentitiesOnly', () => {
    add('secretPem');
    return compare([...named(copy('secretPem', { pub: false })), only], { offered: [], taken: null });
  });

  test('an encrypted PEM without .pub in the agent', () => {
    add('secretPem');
    return compare(named(copy('secretPem', { pub: false })), { offered: ['secretPem'], taken: 'secretPem' });
  });

  test('an encrypted key that no agent holds, then a plain one', () =>
    compare(named('secret', 'ecdsa'), { offered: ['ecdsa'], taken: 'ecdsa' }));

  test('the public half alone, the key in the agent, IdentitiesOnly', () => {
    add('a', 'right');
    const file = copy('right');
    renameSync(file, join(folder, 'elsewhere'));
    return compare([...named(`${file}.pub`), only], { offered: ['right'], taken: 'right' });
  });

  test('a private key that is gone, its .pub still there, the key in the agent', () => {
    add('a', 'right');
    const file = copy('right');
    rmSync(file);
    return compare([...named(file), only], { offered: ['right'], taken: 'right' });
  });

  test('the public half is not taken for the private key beside it', () =>
    compare([...named('right.pub'), only], { offered: [], taken: null }));

  test('a key of the agent that nobody names, IdentitiesOnly', () => {
    add('right');
    return compare([...named('a'), only], { offered: ['a'], taken: null });
  });

  test('a key of the agent that nobody names', () => {
    add('a', 'right');
    return compare(named('b'), { offered: ['a', 'right'], taken: 'right' });
  });

  test('many wrong files, the right key in the agent', () => {
    add('right');
    return compare(named('a', 'b', 'c', 'd', 'e'), { offered: ['right'], taken: 'right' });
  });

  test('named keys of the agent, its other keys, files: in this order', () => {
    add('a', 'b', 'c');
    return compare(named('d', 'c', 'a', 'right'), { offered: ['a', 'c', 'b', 'd', 'right'], taken: 'right' });
  });

  test('a file that is named twice, under two names', () =>
    compare(named('a', join(keys, '../', keys.split('/').at(-1) ?? '', 'a'), 'right'), {
      offered: ['a', 'right'],
      taken: 'right',
    }));

  test('a key that others may read', () => {
    const file = copy('right');
    chmodSync(file, 0o640);
    return compare(named(file), { offered: [], taken: null });
  });

  test('a key that others may read, which the agent holds', () => {
    add('right');
    const file = copy('right');
    chmodSync(file, 0o644);
    return compare([...named(file), only], { offered: ['right'], taken: 'right' });
  });

  test('the .pub of another key beside the file', () => {
    const file = copy('right');
    copyFileSync(join(keys, 'a.pub'), `${file}.pub`);
    return compare(named(file), { offered: [], taken: null });
  });

  test('damaged, missing and unreadable files before the right one', () => {
    const damaged = join(folder, 'damaged');
    writeFileSync(damaged, '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n', {
      mode: 0o600,
    });
    mkdirSync(join(folder, 'a-folder'));
    return compare(named(damaged, '/no/such/key', join(folder, 'a-folder'), 'right'), {
      offered: ['right'],
      taken: 'right',
    });
  });

  test('no agent behind the socket', () => {
    agent.stop();
    return compare(named('right'), { offered: ['right'], taken: 'right' });
  });

  test('IdentityAgent none', () => {
    add('right');
    return compare([...named('a'), 'IdentityAgent none'], { offered: ['a'], taken: null });
  });

  test('an agent without keys', () => compare(named('a', 'right'), { offered: ['a', 'right'], taken: 'right' }));

  test('RSA and ECDSA in the agent', async () => {
    add('rsa');
    await compare([...named('rsa.pub'), only], { offered: ['rsa'], taken: 'rsa' });
    add('ecdsa');
    await compare([...named('ecdsa.pub'), only], { offered: ['ecdsa'], taken: 'ecdsa' });
  });

  test.each(['rsa-sha2-512', 'rsa-sha2-256', '-rsa-sha2-256'])('RSA with PubkeyAcceptedAlgorithms %s', (algorithms) =>
    compare([...named('rsa'), `PubkeyAcceptedAlgorithms ${algorithms}`], { offered: ['rsa'], taken: 'rsa' }),
  );

  test('a type that PubkeyAcceptedAlgorithms leaves out', () => {
    add('right');
    return compare([...named('right', 'rsa'), 'PubkeyAcceptedAlgorithms rsa-sha2-512'], {
      offered: ['rsa'],
      taken: 'rsa',
    });
  });

  test.each([
    ['RSA', 'rsa', 'pkcs8'],
    ['ECDSA', 'ecdsa', 'pkcs8'],
    ['ECDSA after its parameters', 'ecdsa', 'parameters'],
  ])('%s in PKCS#8 and other PEM', (_, name, form) => {
    const file = join(folder, 'pem');
    const key = createPrivateKey(readFileSync(join(keys, name), 'utf8'));
    const text =
      form === 'pkcs8'
        ? key.export({ type: 'pkcs8', format: 'pem' })
        : `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${key.export({ type: 'sec1', format: 'pem' }).toString()}`;
    writeFileSync(file, text, { mode: 0o600 });
    copyFileSync(join(keys, `${name}.pub`), `${file}.pub`);
    return compare(named(file), { offered: [name], taken: name });
  });

  // What ssh 9.2 cannot do, or ssh2 cannot.

  test('an Ed25519 key in PKCS#8 is used, which ssh reads from 9.6 on', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const file = join(folder, 'pkcs8');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    expect(await failureOf(configOf(named(file)))).toContain(
      `it accepts none of the offered keys, ssh-ed25519 SHA256:`,
    );
  });

  test('a certificate is named', async () => {
    const file = copy('a');
    run('ssh-keygen', ['-q', '-s', join(keys, 'b'), '-I', 'me', '-n', 'me', `${file}.pub`]);
    expect(await failureOf(configOf([...named(file), only]))).toContain(
      `the certificate ${file}-cert.pub cannot be used`,
    );
    agent.add(file);
    expect(await failureOf(configOf(named('c')))).toMatch(
      /a in the agent, of type ssh-ed25519-cert-v01@openssh.com, cannot/,
    );
  });

  // No message leads in a circle.

  test('says which agent was asked for an encrypted key, and what it holds', async () => {
    add('a', 'b');
    const file = join(keys, 'secret');
    const held = `the agent at ${agent.socket} does not hold its private half (it holds a, b)`;
    expect(await failureOf(configOf([...named('secret'), only]))).toContain(
      `${file} is encrypted, and ${held}: hand it to this agent with "SSH_AUTH_SOCK=${agent.socket} ssh-add ${file}"`,
    );
    expect(await failureOf(configOf([...named('right.pub'), only]))).toContain(
      `right.pub is a public key, and ${held}`,
    );
    agent.stop();
    expect(await failureOf(configOf([...named('secret'), only]))).toContain(`no agent responds at ${agent.socket}`);
  });

  test('says how to make the .pub by which an encrypted PEM is recognised', async () => {
    add('secretPem');
    const file = copy('secretPem', { pub: false });
    expect(await failureOf(configOf([...named(file), only]))).toContain(`ssh-keygen -y -f ${file} > ${file}.pub`);
  });

  test('says how to close a key to others', async () => {
    const file = copy('right');
    chmodSync(file, 0o644);
    expect(await failureOf(configOf(named(file)))).toContain(`chmod 600 ${file}`);
  });

  test('says what to do where a host ends the log-in', async () => {
    add('a', 'b', 'c', 'd', 'e');
    const strict = await startSshd({
      folder,
      hostKeys: [{ file: join(keys, 'host'), line: '' }],
      authorized: [authorized.right],
      more: ['MaxAuthTries 2'],
    });
    expect(await failureOf(configOf(named('right'), strict.port))).toContain(
      'set IdentitiesOnly yes in the ssh_config',
    );
    await strict.stop();
  });

  test('says that a host takes no keys at all', async () => {
    const closed = await startSshd({
      folder,
      hostKeys: [{ file: join(keys, 'host'), line: '' }],
      authorized: [],
      more: ['PubkeyAuthentication no', 'PasswordAuthentication yes'],
    });
    expect(await failureOf(configOf(named('right'), closed.port))).toContain('only password');
    await closed.stop();
  });
});
