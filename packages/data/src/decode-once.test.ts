import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, readdirSync, renameSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { readDataset, type Dataset } from '.';
import { decodeOnce, type Sink } from './decode-once';
import { decodePhoto } from './decode-photo';
import type { Facts } from './decoded-file';
import { pixelsOf } from './test-support/pixels-of';
import { writeClasses } from './test-support/photo-folders';

let folder: string;
let decoded: string;
beforeEach(() => {
  folder = temporaryFolder();
  decoded = join(folder, 'decoded');
  process.env.BITPLANE_DECODED = decoded;
});

const FACTS: Facts = {
  ...{ name: 'squares', sha256: 'abc', classes: ['a', 'b'], height: 2, width: 2, channels: 1 },
  ...{ labels: [0, 1, 1], sets: [0, 2, 0], leftOut: [], remarks: [] },
};
const PIXELS = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
const squares = (decode: (sink: Sink) => Facts | Promise<Facts>): Promise<Dataset> =>
  decodeOnce({ name: 'squares', decidedBy: ['squares 1'], decode });
const makeSquares = ({ append }: Sink): Facts => {
  append(PIXELS);
  return FACTS;
};
const imageFiles = (): string[] =>
  readdirSync(decoded).filter((name) => name.includes('.images') && !name.endsWith('.lock'));

/**
 * Asks for the squares in another process, which makes them by these statements and says their SHA-256, or the error.
 * limits: shell commands before.
 */
function decodeElsewhere(statements: string, limits = ''): ChildProcess {
  const script = `
    const { readdirSync, writeFileSync } = require('node:fs');
    const { decodeOnce } = require('./decode-once');
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const decode = async ({ append, progress }) => { ${statements} return ${JSON.stringify(FACTS)}; };
    writeFileSync(${JSON.stringify(folder)} + '/started-' + process.pid, '');
    decodeOnce({ name: 'squares', decidedBy: ['squares 1'], decode }).then(
      ({ sha256 }) => console.log(sha256),
      (error) => console.log(error.code + ': ' + error.message),
    );`;
  const words = [process.execPath, '--require', 'tsx/cjs', '--eval', script];
  return spawn('sh', ['-c', `${limits} exec "$0" "$@"`, ...words], { cwd: __dirname, env: { ...process.env } });
}
const APPEND_ALL = `append(Uint8Array.of(${PIXELS.join()}));`;

function ended(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout!.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve) => child.on('close', () => resolve(said)));
}

const says = (child: ChildProcess, word: string): Promise<void> =>
  new Promise((resolve) => child.stdout!.on('data', (text: Buffer) => text.includes(word) && resolve()));

test('images are decoded the first time, and read from the file afterwards', async () => {
  const first = await squares(makeSquares);
  expect([...pixelsOf(first.train)]).toEqual([1, 2, 3, 4, 9, 10, 11, 12]);
  expect([...pixelsOf(first.test)]).toEqual([5, 6, 7, 8]);
  expect(first).toMatchObject({ name: 'squares', sha256: 'abc', classes: ['a', 'b'], validation: null });
  expect([[...first.train.labels], [...first.test.labels]]).toEqual([[0, 1], [1]]);
  const second = await squares(() => {
    throw new Error('decoded again');
  });
  expect([...pixelsOf(second.train)]).toEqual([...pixelsOf(first.train)]);
});

test('photos in the file are those that decodePhoto gives', async () => {
  const photos = join(folder, 'photos');
  await writeClasses(join(photos, 'train'), ['cats', 'dogs'], 3);
  await writeClasses(join(photos, 'test'), ['cats', 'dogs'], 1, 9);
  for (let time = 0; time < 2; time++) {
    const { train } = await readDataset(photos, { imageSize: 8 });
    const paths = ['cats', 'dogs'].flatMap((name) => [0, 1, 2].map((i) => join(photos, 'train', name, `${i}.png`)));
    const expected = await Promise.all(paths.map((path) => decodePhoto(path, 8)));
    expect(Buffer.compare(pixelsOf(train), Buffer.concat(expected))).toBe(0);
  }
  expect(imageFiles()).toHaveLength(1);
  await readDataset(photos, { imageSize: 4 });
  expect(imageFiles()).toHaveLength(2);
});

test('a photo that was changed is noticed, even if its size and time are as before', async () => {
  const photos = join(folder, 'photos');
  await writeClasses(photos, ['cats', 'dogs'], 24);
  const path = join(photos, 'cats/3.png');
  const { mtime, size } = statSync(path);
  const others = [...Array(24).keys()].map((i) => join(photos, `dogs/${i}.png`));
  const other = others.find((each) => statSync(each).size === size)!;
  const { sha256 } = await readDataset(photos, { imageSize: 4 });
  copyFileSync(other, path);
  utimesSync(path, mtime, mtime);
  expect(statSync(path)).toMatchObject({ size, mtime });
  expect((await readDataset(photos, { imageSize: 4 })).sha256).not.toBe(sha256);
});

test('of two processes one decodes, and the other waits', async () => {
  const statements = `
    console.log('decodes');
    while (readdirSync(${JSON.stringify(folder)}).filter((name) => name.startsWith('started')).length < 2) await pause(20);
    await pause(500);
    ${APPEND_ALL}`;
  const said = await Promise.all([1, 2].map(() => ended(decodeElsewhere(statements))));
  const [decoder, waiter] = said.sort();
  expect(waiter).toMatch(/^waiting for process \d+, which is working in .*squares-.*\nabc\n$/);
  expect(decoder).toBe('decodes\nabc\n');
  expect(imageFiles()).toHaveLength(1);
});

test('a process that is killed while it decodes leaves nothing that is taken for the images', async () => {
  const child = decodeElsewhere(`append(Uint8Array.of(1, 2, 3)); console.log('half'); await pause(60_000);`);
  await says(child, 'half');
  expect(imageFiles()).toEqual([expect.stringMatching(/\.part-/)]);
  const end = ended(child);
  child.kill('SIGKILL');
  await end;
  const { train } = await squares(makeSquares);
  expect([...pixelsOf(train)]).toEqual([1, 2, 3, 4, 9, 10, 11, 12]);
  expect(imageFiles()).toEqual([expect.stringMatching(/\.images$/)]);
});

test('a file that ends early, or in other bytes, is made anew', async () => {
  await squares(makeSquares);
  const path = join(decoded, imageFiles()[0]);
  const { size } = statSync(path);
  for (const length of [size - 1, PIXELS.length, 3]) {
    truncateSync(path, length);
    expect([...pixelsOf((await squares(makeSquares)).test)]).toEqual([5, 6, 7, 8]);
    expect(statSync(path).size).toBe(size);
  }
});

test('a removed file does not disturb who reads it, a shortened one is an error', async () => {
  const { train } = await squares(makeSquares);
  const path = join(decoded, imageFiles()[0]);
  renameSync(path, `${path}.moved`);
  expect(pixelsOf(train)[4]).toBe(9);
  truncateSync(`${path}.moved`, 6);
  expect(() => pixelsOf(train)).toThrow(errorLike('E_FILE', /expected 4 bytes at 8, got 0: remove the file/));
});

test('where the file cannot be as large, the error says what to do, and nothing is left', async () => {
  // In blocks of 512 bytes.
  const said = await ended(decodeElsewhere('append(new Uint8Array(200_000));', 'ulimit -f 100;'));
  expect(said).toMatch(/^E_FILE: cannot write .*squares-.*\.images: .*; set BITPLANE_DECODED to a folder/);
  expect(imageFiles()).toEqual([]);
});

test('a place that cannot be written is an error before anything is decoded', async () => {
  process.env.BITPLANE_DECODED = '/proc/none';
  const reading = squares(() => {
    throw new Error('decoded');
  });
  await expect(reading).rejects.toEqual(errorLike('E_FILE', /^cannot write \/proc\/none\/.*; set BITPLANE_DECODED to/));
});

test('Ctrl-C ends it cleanly', async () => {
  const child = decodeElsewhere(
    `for (;;) { append(Uint8Array.of(1)); progress(1, 3); console.log('one'); await pause(50); }`,
  );
  await says(child, 'one');
  const end = ended(child);
  child.kill('SIGINT');
  expect(await end).toMatch(/E_INTERRUPTED: ended by the user while squares was decoded\n$/);
  expect(imageFiles()).toEqual([]);
});

test('long work says how far it is', async () => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  await squares((sink) => {
    for (const done of [1, 2, 3]) {
      now += 3000;
      sink.progress(done, 3);
    }
    return makeSquares(sink);
  });
  expect(said.mock.calls).toEqual([['decoding squares: 2 of 3 images\n']]);
  jest.restoreAllMocks();
});
