import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { connect, exec, put, remoteSums, resolveTarget, sha256, startLocalBoard, type Link, type LocalBoard } from '.';

const OPTIONS = { checksumCommand: 'sha256sum' };

let folder: string;
let board: LocalBoard;
let link: Link;

beforeEach(async () => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  board = await startLocalBoard({ folder, path: `${join(folder, 'bin')}:${process.env.PATH}` });
  link = await connect(resolveTarget('local', board.sshConfig));
});
afterEach(async () => {
  await link.close();
  await board.stop();
});

test('puts bytes in place, executable if asked, in a folder that it makes', async () => {
  const bytes = randomBytes(300_000);
  const steps: number[] = [];
  await put(link, { bytes, path: "new folder/it's", executable: true }, { ...OPTIONS, onSent: (n) => steps.push(n) });
  const file = join(board.home, "new folder/it's");
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(steps.at(-1)).toBe(bytes.length);
  expect(readdirSync(join(board.home, 'new folder'))).toEqual(["it's"]);
});

test('puts nothing into a folder that has the name of the file', async () => {
  mkdirSync(join(board.home, 'program'));
  await expect(put(link, { bytes: randomBytes(300_000), path: 'program' }, OPTIONS)).rejects.toThrow(
    /program cannot be written \(it is a folder there\).*--remote-dir/,
  );
  expect(readdirSync(join(board.home, 'program'))).toEqual([]);
});

test('knows the sums of what is there', async () => {
  writeFileSync(join(board.home, 'a'), 'a');
  const sums = await remoteSums(link, ['a', 'missing'], OPTIONS);
  expect([...sums]).toEqual([['a', sha256(Buffer.from('a'))]]);
});

test('replaces a program that runs', async () => {
  await put(link, { bytes: readFileSync('/bin/sleep'), path: 'program', executable: true }, OPTIONS);
  const running = exec(link, 'exec ./program 1', { name: 'program' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await put(link, { bytes: Buffer.from('new'), path: 'program' }, OPTIONS);
  expect(await running).toMatchObject({ code: 0 });
  expect(readFileSync(join(board.home, 'program'), 'utf8')).toBe('new');
});

test('keeps the old file when other bytes arrive', async () => {
  writeFileSync(join(board.home, 'file'), 'old');
  const liar = join(folder, 'bin/sha256sum');
  writeFileSync(liar, `#!/bin/sh\ncat > /dev/null; echo ${'0'.repeat(64)}  -\n`);
  chmodSync(liar, 0o755);
  await expect(put(link, { bytes: Buffer.from('new'), path: 'file' }, OPTIONS)).rejects.toMatchObject({
    code: 'E_CHECKSUM',
  });
  expect(readFileSync(join(board.home, 'file'), 'utf8')).toBe('old');
  expect(readdirSync(board.home)).toEqual(['file']);
});

test('says that a folder may not be written', async () => {
  await expect(put(link, { bytes: Buffer.from('x'), path: '/proc/none/x' }, OPTIONS)).rejects.toMatchObject({
    code: 'E_BOARD',
  });
});

// A disk of 64 kB can be mounted by root only.
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
(isRoot ? describe : describe.skip)('on a small disk (needs root)', () => {
  const disk = () => join(board.home, 'disk');
  beforeEach(() => {
    mkdirSync(disk());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk()]);
  });
  afterEach(() => void execFileSync('umount', [disk()]));

  test('rejects before anything is sent', async () => {
    await expect(put(link, { bytes: Buffer.alloc(100_000), path: 'disk/x' }, OPTIONS)).rejects.toThrow(
      /needs 100000 bytes, \d+ are free/,
    );
  });

  test('names the cause when the disk fills up on the way, and leaves nothing', async () => {
    const liar = join(folder, 'bin/df');
    writeFileSync(liar, '#!/bin/sh\necho Filesystem; echo none 9999999 0 9999999 0% /\n');
    chmodSync(liar, 0o755);
    await expect(put(link, { bytes: Buffer.alloc(100_000), path: 'disk/x' }, OPTIONS)).rejects.toThrow(
      'No space left on device',
    );
    expect(existsSync(join(disk(), 'x'))).toBe(false);
    expect(readdirSync(disk())).toEqual([]);
  });
});
