import { temporaryFolder } from '@bitplane/cli/test-support';
import { isRunning } from '../test-support/processes';
import { connect, exec, quote, resolveTarget, startLocalBoard, type Link, type LocalBoard } from '.';

// Ending a command includes two seconds of grace; a busy machine needs several more for the rest.
jest.setTimeout(30_000);

let folder: string;
let board: LocalBoard;
let link: Link;

beforeAll(async () => {
  folder = temporaryFolder();
  board = await startLocalBoard({ folder });
  link = await connect(resolveTarget('local', board.sshConfig));
});
afterAll(async () => {
  await link.close();
  await board.stop();
});

test('tells a signal as shells do', async () => {
  expect(await exec(link, 'kill -KILL $$', { name: 'test' })).toMatchObject({ code: 128 + 9 });
  expect(await exec(link, './nothing', { name: 'test' })).toMatchObject({ code: 127 });
});

test('reads output of any size on both streams', async () => {
  const { stdout, stderr } = await exec(link, 'yes a | head -c 3000000; yes b | head -c 3000000 >&2', { name: 'yes' });
  expect([stdout.length, stderr.length]).toEqual([3_000_000, 3_000_000]);
});

test.each([
  ['a script', 'echo $$ > pid; exec yes'],
  ['what starts it', 'echo $$ > pid; exec yes >&2'],
])('ends %s whose output does not end, and quotes it', async (_, script) => {
  const error = await exec(link, script, { name: 'yes' }).catch((e: unknown) => e);
  expect(error).toMatchObject({
    code: 'E_BOARD',
    message: expect.stringMatching(/^local: yes printed more than 4 MB and was stopped, .*"y \/ y \/ y …"/) as string,
  });
  const { stdout } = await exec(link, 'cat pid', { name: 'cat' });
  expect(isRunning(stdout.trim())).toBe(false);
});

test('quotes any word', async () => {
  const words = ['plain', 'two words', "it's", '$HOME', '`ls`', 'a\nb', ''];
  const { stdout } = await exec(link, `printf '%s|' ${words.map(quote).join(' ')}`, { name: 'printf' });
  expect(stdout).toBe(words.map((word) => `${word}|`).join(''));
});

test('ends a command that takes too long', async () => {
  const error = await exec(link, 'echo $$ > pid; exec sleep 30', { name: 'sleep', timeoutSeconds: 0.5 }).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({
    code: 'E_TIMEOUT',
    message: expect.stringContaining('did not end within 0.5 s') as string,
  });
  const { stdout } = await exec(link, 'cat pid', { name: 'cat' });
  expect(isRunning(stdout.trim())).toBe(false);
});

test('ends a command when the user wants it', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const error = await exec(link, 'echo $$ > pid; exec sleep 30', { name: 'sleep', signal: controller.signal }).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ code: 'E_INTERRUPTED' });
  const { stdout } = await exec(link, 'cat pid', { name: 'cat' });
  expect(isRunning(stdout.trim())).toBe(false);
});
