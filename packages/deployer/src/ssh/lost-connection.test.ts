// A board's link is cut, or goes mute, at the worst moment. Every wait must end, and the board must be left clean.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { isRunning } from '../test-support/processes';
import { connect, exec, put, resolveTarget, startLocalBoard, type Link, type LocalBoard } from '.';

let folder: string;
let board: LocalBoard;
let proxy: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  board = await startLocalBoard({ folder });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  proxy.close();
  await board.stop();
});

/** Connects through a relay that does something to the link after `limit` bytes towards the board. */
async function connectThroughRelay(limit: number, onLimit: 'cut' | 'stall'): Promise<Link> {
  proxy = createServer((near) => {
    const far = connectSocket(board.port, '127.0.0.1');
    sockets.push(near, far);
    let passed = 0;
    near.on('data', (data) => {
      passed += data.length;
      if (passed <= limit) far.write(data);
      else if (onLimit === 'cut') for (const socket of [near, far]) socket.destroy();
    });
    far.on('data', (data) => {
      if (passed <= limit) near.write(data);
    });
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const keys = join(dirname(board.sshConfig), 'known_hosts');
  writeFileSync(keys, readFileSync(keys, 'utf8').replace(String(board.port), String(port)));
  const config = readFileSync(board.sshConfig, 'utf8').replace(
    `Port ${board.port}`,
    `Port ${port}\n ServerAliveInterval 1\n ServerAliveCountMax 2`,
  );
  writeFileSync(board.sshConfig, config);
  return connect(resolveTarget('local', board.sshConfig));
}

test.each(['cut', 'stall'] as const)(
  'an upload ends with a message when the link is %s, and leaves nothing on the board',
  async (how) => {
    const link = await connectThroughRelay(500_000, how);
    const upload = put(link, { bytes: Buffer.alloc(2_000_000, 7), path: 'big' }, { checksumCommand: 'sha256sum' });
    await expect(upload).rejects.toMatchObject({
      code: 'E_HOST',
      message: expect.stringContaining('lost the connection to local') as string,
    });
    // The board's own shell sees the end of its input and cleans up.
    await eventually(() => readdirSync(board.home).length === 0);
  },
);

test('a running command ends, on the board too, when the link is cut', async () => {
  const link = await connectThroughRelay(1e9, 'cut');
  const running = exec(link, 'echo $$ > pid; exec sleep 30', { name: 'sleep' });
  setTimeout(() => sockets.forEach((socket) => socket.destroy()), 300);
  await expect(running).rejects.toMatchObject({ code: 'E_HOST' });
  const pid = readFileSync(join(board.home, 'pid'), 'utf8').trim();
  await eventually(() => !isRunning(pid));
});

test('nothing can be started on a link that is lost', async () => {
  const link = await connectThroughRelay(1e9, 'cut');
  sockets.forEach((socket) => socket.destroy());
  await link.close();
  await expect(exec(link, 'true', { name: 'true' })).rejects.toMatchObject({ code: 'E_HOST' });
});

async function eventually(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSo()).toBe(true);
}
