// Known hosts: in every scene the product and the real ssh decide the same about the same server, and write the same.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { SCENES, type Given, type Scene } from '../test-support/known-hosts-scenes';
import { describeWith, makeKey, sshConnects, startSshd, type MadeKey, type SshServer } from '../test-support/openssh';
import { resolveTarget } from './config';
import { connect } from './connect';

jest.setTimeout(60_000);
const describeWithSsh = describeWith('ssh', 'sshd', 'ssh-keygen');

describeWithSsh('known_hosts as the real ssh reads it', () => {
  let keys: string;
  let folder: string;
  let server: SshServer;
  let client: MadeKey;
  let made: Record<'ed' | 'ecdsa' | 'rsa' | 'other' | 'otherEcdsa', MadeKey>;

  beforeAll(async () => {
    keys = temporaryFolder();
    const make = (file: string, type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519') => makeKey(join(keys, file), { type });
    made = {
      ed: make('host_ed25519'),
      ecdsa: make('host_ecdsa', 'ecdsa'),
      rsa: make('host_rsa', 'rsa'),
      other: make('other_ed25519'),
      otherEcdsa: make('other_ecdsa', 'ecdsa'),
    };
    client = make('id');
    server = await startSshd({ folder: keys, hostKeys: [made.ed, made.ecdsa, made.rsa], authorized: [client] });
  });
  afterAll(() => server.stop());
  beforeEach(() => void (folder = temporaryFolder()));

  const given = (place: string): Given => ({
    at: `[127.0.0.1]:${server.port}`,
    ed: made.ed.line,
    ecdsa: made.ecdsa.line,
    rsa: made.rsa.line,
    other: made.other.line,
    otherEcdsa: made.otherEcdsa.line,
    folder: place,
    port: server.port,
  });

  /** Lays a scene out in a folder; returns its ssh_config. */
  function layOut({ lines, options = [], files = {} }: Omit<Scene, 'connects'>, place = folder): string {
    mkdirSync(place, { recursive: true });
    if (lines !== undefined && lines !== null) {
      writeFileSync(join(place, 'known_hosts'), lines.map((line) => `${line}\n`).join(''));
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
    const usual = [
      'HostName 127.0.0.1',
      `Port ${server.port}`,
      `User ${userInfo().username}`,
      `IdentityFile ${client.file}`,
      'IdentityAgent none',
      `UserKnownHostsFile ${place}/known_hosts`,
      'GlobalKnownHostsFile none',
    ];
    const config = join(place, 'ssh_config');
    writeFileSync(config, ['Host pi', ...options, ...usual].join('\n'));
    return config;
  }

  /** Whether the product gets in; what keeps it out must be the host's key. */
  async function connects(config: string, announce: (line: string) => void = () => undefined): Promise<boolean> {
    try {
      const link = await connect(resolveTarget('pi', config), undefined, announce);
      await link.close();
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'E_HOST_KEY' });
      return false;
    }
  }

  function knownHosts(place = folder): string | null {
    try {
      return readFileSync(join(place, 'known_hosts'), 'utf8');
    } catch {
      return null;
    }
  }

  test.each(Object.entries(SCENES))('%s', async (_, makeScene) => {
    const [ours, theirs] = ['ours', 'theirs'].map((name) => join(folder, name));
    const { connects: expected } = makeScene(given(ours));
    const decisions = await Promise.all([
      connects(layOut(makeScene(given(ours)), ours)),
      sshConnects(layOut(makeScene(given(theirs)), theirs), 'pi'),
    ]);
    expect(decisions).toEqual([expected, expected]);
    expect(knownHosts(ours)).toBe(knownHosts(theirs));
  });

  test('a new key is said once, with its fingerprint, and known the next time', async () => {
    const config = layOut({ lines: [], options: ['StrictHostKeyChecking accept-new'] });
    const said: string[] = [];
    const announce = (line: string) => void said.push(line);
    expect([await connects(config, announce), await connects(config, announce)]).toEqual([true, true]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^host key: accepted ssh-ed25519 SHA256:[\w+/]{43} of pi, which was new; it is in .*_hosts now$/,
    );
  });

  test('a hashed name is written so that ssh finds it', async () => {
    const options = ['StrictHostKeyChecking accept-new', 'HashKnownHosts yes'];
    expect(await connects(layOut({ lines: [], options }))).toBe(true);
    expect(knownHosts()).toMatch(/^\|1\|\S{28}\|\S{28} ssh-ed25519 \S+\n$/);
    expect(await sshConnects(layOut({ options: ['StrictHostKeyChecking yes'] }), 'pi')).toBe(true);
  });

  test('StrictHostKeyChecking no is not followed', async () => {
    expect(await connects(layOut({ lines: [], options: ['StrictHostKeyChecking no'] }))).toBe(false);
    expect(knownHosts()).toBe('');
  });

  // Where the product is better than ssh 9.2.

  test('a new line is not glued to a last one that has no end', async () => {
    const options = ['StrictHostKeyChecking accept-new'];
    const config = layOut({ options, files: { known_hosts: `pi ${made.other.line}` } });
    expect(await connects(config)).toBe(true);
    expect(knownHosts()?.split('\n')).toEqual([
      `pi ${made.other.line}`,
      `[127.0.0.1]:${server.port} ${made.ed.line}`,
      '',
    ]);
  });

  test('a key that is revoked without the port is not accepted as new, as it is by ssh', async () => {
    const lines = [`@revoked 127.0.0.1 ${made.ed.line}`];
    const config = layOut({ lines, options: ['StrictHostKeyChecking accept-new'] });
    expect(await connects(config)).toBe(false);
    expect(await sshConnects(config, 'pi')).toBe(true);
  });
});
