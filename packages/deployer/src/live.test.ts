// push --live with a folder on the built-in board, over real SSH: what the board prints is on the page.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGolden } from '@bitplane/model';
import type { LiveEvent } from './live/live';
import { push } from './push';
import { useBuiltInBoard } from './test-support/built-in-board';
import { commandLinesIn } from './test-support/processes';
import { hostProgram, pushOptions, vectors } from './test-support/pushed-model';

const program = hostProgram() ?? '';
const withProgram = program === '' ? describe.skip : describe;

const scene = useBuiltInBoard();

const golden = readGolden(readFileSync(join(vectors('random-166'), 'golden.bpv')));
const [input, logits] = [golden.images[0][0], golden.images[0].at(-1)!];

/** Of image 0 of the golden vectors, as another program would put it there. */
function putPicture(name: string): void {
  const { height, width } = input;
  const header = Buffer.from(`P6 ${width} ${height} 255\n`);
  const hidden = join(scene.board.home, 'pictures', `.${name}`);
  writeFileSync(hidden, Buffer.concat([header, Buffer.from(input.data as Uint8Array)]));
  renameSync(hidden, join(scene.board.home, 'pictures', name));
}

const start = (live: string, source?: 'emulated') =>
  push(
    pushOptions({ sshConfig: scene.board.sshConfig, program, live, source, out: join(scene.folder, 'report.json') }),
  );

async function addressPrinted(): Promise<string> {
  for (;;) {
    const line = scene.printed.find((text) => text.startsWith('page: '));
    if (line !== undefined) return line.slice('page: '.length);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The page's events until one is as wanted. */
async function eventsUntil(address: string, isLast: (event: LiveEvent) => boolean): Promise<LiveEvent[]> {
  const response = await fetch(address.replace('/?', '/events?'));
  const events: LiveEvent[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks.filter((each) => each.startsWith('data: '))) {
      events.push(JSON.parse(block.slice('data: '.length)) as LiveEvent);
      if (isLast(events.at(-1)!)) return events;
    }
  }
  throw new Error('the events have ended');
}

const programs = (): string[] =>
  commandLinesIn(scene.board.home).filter((line) => line.startsWith('./bitplane/bitplane live '));

const isFile = (name: string) => (event: LiveEvent) => 'file' in event && event.file === `pictures/${name}`;

withProgram('with the on-board program', () => {
  test('shows the golden scores of each picture, in time, until the user ends it', async () => {
    mkdirSync(join(scene.board.home, 'pictures'));
    putPicture('a.ppm');
    writeFileSync(join(scene.board.home, 'pictures/b.jpg'), 'no picture');
    const running = start('pictures');
    const address = await Promise.race([addressPrinted(), running.then(() => '')]);
    expect(await (await fetch(address)).text()).toContain('<h1>Network “random” live</h1>');
    const shown = (await eventsUntil(address, isFile('a.ppm'))).at(-1)!;
    if (!('scores' in shown)) throw new Error('expected a picture');
    expect(Float32Array.from(shown.scores, ({ score }) => score!)).toEqual(
      Float32Array.from(logits.data as Float32Array),
    );
    expect(shown).toMatchObject({ frame: 0, size: [input.width, input.height], preview: { side: 96 } });
    expect([shown.ns, shown.median_ns]).toEqual([expect.any(Number), expect.any(Number)]);
    await eventsUntil(address, (event) => 'skipped' in event && event.skipped === 'pictures/b.jpg');
    putPicture('c.ppm');
    await eventsUntil(address, isFile('c.ppm'));
    expect(programs()).toHaveLength(1);
    process.emit('SIGINT');
    expect(await running).toBeNull();
    expect(programs()).toEqual([]);
    expect(readdirSync(join(scene.board.home, 'pictures')).sort()).toEqual(['a.ppm', 'b.jpg', 'c.ppm']);
    expect(existsSync(join(scene.folder, 'report.json'))).toBe(false);
    await expect(fetch(address)).rejects.toThrow();
  });

  test('shows no times of an emulated board', async () => {
    mkdirSync(join(scene.board.home, 'pictures'));
    putPicture('a.ppm');
    const running = start('pictures', 'emulated');
    const address = await Promise.race([addressPrinted(), running.then(() => '')]);
    expect(await (await fetch(address)).text()).toContain('This board is emulated');
    const events = await eventsUntil(address, isFile('a.ppm'));
    expect(events.at(-1)).toMatchObject({ ns: null, median_ns: null, fps: null });
    process.emit('SIGINT');
    await running;
  });

  test.each([
    ['/dev/null', 'pi: bitplane live: /dev/null: expected a camera (Video4Linux2), but the device is none'],
    [
      '/dev/absent',
      'pi: bitplane live: /dev/absent: expected a camera, such as /dev/video0, or a folder: No such file',
    ],
  ])('says what %s is not', async (from, message) => {
    await expect(start(from)).rejects.toThrow(message);
  });
});
