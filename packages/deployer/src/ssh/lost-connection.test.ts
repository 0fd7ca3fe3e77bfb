// A board's link is cut, or goes mute, at the worst moment. Every wait must end, and the board must be left in order.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { isRunning } from '../test-support/processes';
import { redirect, startRelay, type Fault, type Relay } from '../test-support/relay';
import { connect, exec, put, resolveTarget, sha256, startLocalBoard, type Link, type LocalBoard } from '.';

const OPTIONS = { checksumCommand: 'sha256sum' };

let board: LocalBoard;
let relay: Relay;

beforeEach(async () => void (board = await startLocalBoard({ folder: temporaryFolder() })));
afterEach(async () => {
  relay.stop();
  await board.stop();
});

/** A link is lost two to three seconds after the last byte. */
const QUICK = ['ServerAliveInterval 1', 'ServerAliveCountMax 2'];

async function connectThroughRelay(fault: Fault | null = null): Promise<Link> {
  relay = await startRelay(board.port, fault);
  redirect(board.sshConfig, board.port, relay.port, QUICK);
  return reconnect();
}
const reconnect = () => connect(resolveTarget('local', board.sshConfig));

const big = { bytes: randomBytes(2_000_000), path: 'big' };
const partOfBig = `big.part-${sha256(big.bytes).slice(0, 16)}`;
const home = () => readdirSync(board.home);

test.each(['cut', 'stall'] as const)(
  'an upload whose link is %s ends with a message; the next one continues where it stopped',
  async (how) => {
    writeFileSync(join(board.home, 'big'), 'old');
    const link = await connectThroughRelay({ how, nbytes: 1_000_000, towards: 'board' });
    await expect(put(link, big, OPTIONS)).rejects.toMatchObject({
      code: 'E_HOST',
      message: expect.stringMatching(/^lost the connection to local \(.*\): run the command again/) as string,
    });
    expect(readFileSync(join(board.home, 'big'), 'utf8')).toBe('old');

    relay.heal();
    // The board's own shell sees the end of its input.
    await eventually(() => home().includes(partOfBig));
    expect(home().sort()).toEqual(['big', partOfBig]);
    const next = await reconnect();
    const before = relay.passed.board;
    const first = await put(next, big, OPTIONS);
    expect(first).toBeGreaterThan(500_000);
    expect(relay.passed.board - before).toBeLessThan(big.bytes.length - first + 20_000);
    expect(readFileSync(join(board.home, 'big')).equals(big.bytes)).toBe(true);
    expect(home()).toEqual(['big']);
    await next.close();
  },
);

describe('what an upload has left', () => {
  const leave = (name: string, bytes: Uint8Array) => writeFileSync(join(board.home, name), bytes);
  const start = big.bytes.subarray(0, 1_500_000);
  const expectPut = async (first: number, left: readonly string[] = []) => {
    const link = await connectThroughRelay();
    expect(await put(link, big, OPTIONS)).toBe(first);
    expect(home().sort()).toEqual(['big', ...left]);
    expect(readFileSync(join(board.home, 'big')).equals(big.bytes)).toBe(true);
    await link.close();
  };
  /** A process that ended, and one that runs but uploads nothing. */
  const [DEAD, OTHER] = [2 ** 22 + 1, process.pid];

  test('by a shell that was killed is continued too', async () => {
    leave(`${partOfBig}.${DEAD}`, start);
    await expectPut(start.length);
  });

  test('is not used where a byte of it is wrong, as after a power cut', async () => {
    leave(
      partOfBig,
      start.map((byte, k) => (k === 1_000_000 ? byte ^ 1 : byte)),
    );
    await expectPut(0);
  });

  test('is complete: only the name is missing', async () => {
    leave(partOfBig, big.bytes);
    await expectPut(big.bytes.length);
  });

  test('of other bytes is removed', async () => {
    leave('big.part-0123456789abcdef', start);
    leave(`big.part-0123456789abcdef.${DEAD}`, start);
    leave(`big.part-0123456789abcdef.${OTHER}`, start);
    leave('big.part-77', start);
    await expectPut(0);
  });

  test('belongs to another upload while that runs', async () => {
    const uploading = spawn('sh', ['-c', `sleep 60; : ${partOfBig}`]);
    leave(`${partOfBig}.${uploading.pid}`, start);
    await expectPut(0, [`${partOfBig}.${uploading.pid}`]);
    uploading.kill();
  });

  test('and was taken in the meantime by another upload is sent anew', async () => {
    leave(partOfBig, start);
    const sum = join(temporaryFolder(), 'sum');
    // Between the question and the upload: after the sum, the part is not there any more.
    writeFileSync(sum, `#!/bin/sh\nsha256sum; [ ! -f ${partOfBig} ] || mv ${partOfBig} taken\n`, { mode: 0o755 });
    const link = await connectThroughRelay();
    expect(await put(link, big, { checksumCommand: sum })).toBe(0);
    expect(home().sort()).toEqual(['big', 'taken']);
    renameSync(join(board.home, 'taken'), join(board.home, partOfBig));
    expect(await put(link, big, OPTIONS)).toBe(start.length);
    await link.close();
  });
});

test('two uploads of the same file at once both succeed', async () => {
  const link = await connectThroughRelay();
  const other = await reconnect();
  writeFileSync(join(board.home, partOfBig), big.bytes.subarray(0, 100));
  const firsts = await Promise.all([put(link, big, OPTIONS), put(other, big, OPTIONS)]);
  expect(firsts.filter((first) => first > 0).length).toBeLessThanOrEqual(1);
  expect(home()).toEqual(['big']);
  await Promise.all([link.close(), other.close()]);
});

test('a slow link is not a lost one: bytes that come are a sign of life', async () => {
  const link = await connectThroughRelay();
  const { stdout } = await exec(link, 'for i in 1 2 3 4 5; do sleep 1; echo $i; done', { name: 'slow' });
  expect(stdout.trim().split('\n')).toHaveLength(5);
  await link.close();
});

test('a running command ends, on the board too, when the link is cut', async () => {
  const link = await connectThroughRelay();
  const running = exec(link, 'echo $$ > pid; exec sleep 30', { name: 'sleep' });
  setTimeout(() => relay.fail('cut'), 300);
  await expect(running).rejects.toMatchObject({ code: 'E_HOST' });
  const pid = readFileSync(join(board.home, 'pid'), 'utf8').trim();
  await eventually(() => !isRunning(pid));
});

test('nothing can be started on a link that is lost', async () => {
  const link = await connectThroughRelay();
  relay.fail('cut');
  await link.close();
  await expect(exec(link, 'true', { name: 'true' })).rejects.toMatchObject({ code: 'E_HOST' });
});

async function eventually(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSo()).toBe(true);
}
