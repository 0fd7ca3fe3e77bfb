// The login shell of a board's user is not ours to choose: every kind must run what we send, to the byte.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram, scriptProgram, skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { isRunning } from '../test-support/processes';
import { connect, exec, put, quote, resolveTarget, startLocalBoard, type Link, type LocalBoard } from '.';

/** `startFile`: what such a shell reads before a command, if anything. */
const SHELLS: readonly { readonly name: string; readonly startFile?: string }[] = [
  { name: 'sh' },
  { name: 'dash' },
  { name: 'bash', startFile: '.bashrc' },
  { name: 'rbash', startFile: '.bashrc' },
  { name: 'zsh', startFile: '.zshenv' },
  { name: 'mksh' },
  { name: 'ksh93' },
  { name: 'bsd-csh', startFile: '.cshrc' },
  { name: 'tcsh', startFile: '.cshrc' },
  { name: 'fish', startFile: '.config/fish/config.fish' },
  { name: 'busybox' },
];

/** What each of these shells would read in a way of its own. */
const AWKWARD = [
  'two words',
  "it's",
  '"',
  '$HOME',
  '`ls`',
  'a\nb',
  '!',
  '!!',
  'a\\nb',
  '\\',
  '~',
  '%',
  '^',
  '{a,b}',
  'é',
  '',
];

let folder: string;
let board: LocalBoard;
let link: Link;

// Servers and shells start slowly on a busy machine.
jest.setTimeout(30_000);

afterEach(async () => {
  await link.close();
  await board.stop();
});

async function start(shell: string): Promise<void> {
  folder = temporaryFolder();
  board = await startLocalBoard({ folder, shell });
  link = await connect(resolveTarget('local', board.sshConfig));
}

/** A login shell that is a script. */
const startScript = (script: string): Promise<void> => start(scriptProgram(temporaryFolder(), script));

describe.each(SHELLS)('under $name as login shell', ({ name, startFile }) => {
  const program = findProgram(name);
  const testIf = skipUnless(program, name);
  // One of busybox's applets knows by the name that it is called with what it is.
  const begin = () => (name === 'busybox' ? startScript(`exec ${program} sh "$@"`) : start(program as string));

  testIf('a script runs as POSIX says, with its exit code', async () => {
    await begin();
    const words = AWKWARD.map(quote).join(' ');
    const outcome = await exec(link, `printf '%s|' ${words}\necho problem >&2; exit 7`, { name: 'test' });
    expect(outcome).toEqual({ code: 7, stdout: AWKWARD.map((word) => `${word}|`).join(''), stderr: 'problem\n' });
  });

  testIf('a file arrives to the byte', async () => {
    await begin();
    const bytes = randomBytes(200_000);
    await put(link, { bytes, path: "new folder/it's!" }, { checksumCommand: 'sha256sum' });
    expect(readFileSync(join(board.home, "new folder/it's!")).equals(bytes)).toBe(true);
  });

  testIf('a script ends when it is told to', async () => {
    await begin();
    const running = exec(link, 'echo $$ > pid; exec sleep 30', { name: 'sleep', timeoutSeconds: 0.5 });
    await expect(running).rejects.toThrow('did not end within 0.5 s');
    expect(isRunning(readFileSync(join(board.home, 'pid'), 'utf8').trim())).toBe(false);
  });

  if (startFile === undefined) return;
  testIf('noise of the start-up file is not part of the output', async () => {
    await begin();
    const file = join(board.home, startFile);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'echo Welcome; echo warning >/dev/stderr\n');
    const outcome = await exec(link, 'printf out; printf problem >&2', { name: 'test' });
    expect(outcome).toEqual({ code: 0, stdout: 'out', stderr: 'problem' });
  });
});

test('the command is plain and short, however long and awkward the script is', async () => {
  await startScript('echo "$2" >> commands; exec sh "$@"');
  await exec(link, `true ${"'!\\\n$'".repeat(5000)}`, { name: 'test' });
  await put(link, { bytes: Buffer.from('x'), path: "it's" }, { checksumCommand: 'sha256sum' });
  const commands = readFileSync(join(board.home, 'commands'), 'utf8').trimEnd().split('\n');
  // Above 9000 bytes dropbear ends the connection.
  for (const command of commands) expect(command).toMatch(/^[a-z][a-z /-]{0,8998}$/);
  expect(commands.length).toBe(3);
});

describe('a login shell that is none', () => {
  test.each([
    ['says no', 'echo This account is not available.; exit 1', 'exit code 1, "This account is not available."'],
    ['says no in colours', "printf '\\033[31mno\\033[0m\\r\\n' >&2; exit 3", 'exit code 3, "no"'],
    ['says nothing', 'exit 0', 'exit code 0 and no output'],
  ])('that %s is quoted', async (_, script, words) => {
    await startScript(script);
    await expect(exec(link, 'true', { name: 'test' })).rejects.toMatchObject({
      code: 'E_BOARD',
      message: expect.stringMatching(new RegExp(`got ${words}.*login shell`)) as string,
    });
  });

  test('that waits for something else is quoted when the time is up', async () => {
    await startScript('echo "1) status 2) reboot"; cat > /dev/null; sleep 0.1');
    await expect(exec(link, 'true', { name: 'test', timeoutSeconds: 0.5 })).rejects.toThrow(
      /got no end marker and exit code 0, "1\) status 2\) reboot"/,
    );
  });
});
