// The servers that boards run, as they are, with login shells as they are.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, skipUnless } from '@bitplane/cli/test-support';
import {
  sshServer,
  startSshServer,
  type ServerName,
  type SshServer,
  type SshServerOptions,
} from '../test-support/ssh-servers';
import { connect, exec, put, resolveTarget, type Link } from '.';

let server: SshServer;
let link: Link;

// Servers and shells start slowly on a busy machine.
jest.setTimeout(30_000);
afterEach(async () => {
  await link.close();
  await server.stop();
});

async function start(name: ServerName, options?: SshServerOptions): Promise<void> {
  const kind = sshServer(name);
  if (kind === null) throw new Error(`expected ${name}`);
  server = await startSshServer(kind, options);
  const open = () => connect(resolveTarget('pi', server.sshConfig));
  link = (await open()).renewWith(open);
}

const NAMES = ['sshd', 'dropbear', 'tinysshd'] as const;
const SHELLS = ['dash', 'bash', 'zsh', 'tcsh', 'fish'];

describe.each(NAMES.flatMap((name) => SHELLS.map((shell) => [name, shell] as const)))('%s with %s', (name, shell) => {
  const program = findProgram(shell);
  const testIf = skipUnless(sshServer(name) !== null && program !== null, `root, ${name} and ${shell}`);

  testIf('runs scripts one after the other, and takes files', async () => {
    await start(name, { shell: program as string });
    for (const code of [0, 1, 127])
      expect(await exec(link, `printf '%s' "a'!\\n"; exit ${code}`, { name: 'test' })).toEqual({
        code,
        stdout: "a'!\\n",
        stderr: '',
      });
    const bytes = randomBytes(300_000);
    await put(link, { bytes, path: 'new folder/file' }, { checksumCommand: 'sha256sum' });
    expect(readFileSync(join(server.home, 'new folder/file')).equals(bytes)).toBe(true);
  });
});

describe.each(NAMES)('%s', (name) => {
  const testIf = skipUnless(sshServer(name), `root and ${name}`);

  // dropbear ends a connection for a command above 9000 bytes: a script must not be part of the command.
  testIf('runs a script of 100,000 bytes', async () => {
    await start(name);
    const long = 'x'.repeat(100_000);
    expect(await exec(link, `printf %s ${long}`, { name: 'test' })).toMatchObject({ code: 0, stdout: long });
  });
});

describe('sshd with one session a connection', () => {
  const testIf = skipUnless(sshServer('sshd'), 'root and sshd');

  testIf('runs 60 scripts in a row on one connection', async () => {
    await start('sshd', { options: ['MaxSessions 1'] });
    const { client } = link;
    for (let k = 0; k < 60; k++) {
      expect(await exec(link, `echo ${k}`, { name: 'test' })).toMatchObject({ code: 0, stdout: `${k}\n` });
    }
    expect(link.client).toBe(client);
  });

  testIf('is rejected in words where it allows no session at all', async () => {
    await start('sshd', { options: ['MaxSessions 0'] });
    await expect(exec(link, 'true', { name: 'test' })).rejects.toMatchObject({
      code: 'E_HOST',
      message: expect.stringMatching(/^pi does not allow commands .*MaxSessions/) as string,
    });
  });
});
