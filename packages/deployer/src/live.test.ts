// push --live with a folder on the built-in board, over real SSH: what the board prints is on the page.
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { push } from './push';
import { useBuiltInBoard } from './test-support/built-in-board';
import { commandLinesIn } from './test-support/processes';
import { addressIn, eventsUntil, HEIGHT, isFile, PICTURE, SCORES, scoresOf, WIDTH } from './test-support/live-page';
import { hostProgram, pushOptions } from './test-support/pushed-model';

const program = hostProgram() ?? '';
const withProgram = program === '' ? describe.skip : describe;

const scene = useBuiltInBoard();

/** As another program would put it there. */
function putPicture(name: string): void {
  const hidden = join(scene.board.home, 'pictures', `.${name}`);
  writeFileSync(hidden, PICTURE);
  renameSync(hidden, join(scene.board.home, 'pictures', name));
}

const start = (live: string, source?: 'emulated') =>
  push(
    pushOptions({ sshConfig: scene.board.sshConfig, program, live, source, out: join(scene.folder, 'report.json') }),
  );

const programs = (): string[] =>
  commandLinesIn(scene.board.home).filter((line) => line.startsWith('./bitplane/bitplane live '));

withProgram('with the on-board program', () => {
  test('shows the golden scores of each picture, in time, until the user ends it', async () => {
    mkdirSync(join(scene.board.home, 'pictures'));
    putPicture('a.ppm');
    writeFileSync(join(scene.board.home, 'pictures/b.jpg'), 'no picture');
    const running = start('pictures');
    const address = await Promise.race([addressIn(scene.printed), running.then(() => '')]);
    expect(await (await fetch(address)).text()).toContain('<h1>Network “random” live</h1>');
    const shown = (await eventsUntil(address, isFile('a.ppm'))).at(-1)!;
    expect(scoresOf(shown)).toEqual(SCORES);
    expect(shown).toMatchObject({ frame: 0, size: [WIDTH, HEIGHT], preview: { side: 96 } });
    expect(shown).toMatchObject({ ns: expect.any(Number) as number, median_ns: expect.any(Number) as number });
    await eventsUntil(address, (event) => 'skipped' in event && event.skipped === 'pictures/b.jpg');
    putPicture('c.ppm');
    await eventsUntil(address, isFile('c.ppm'));
    expect(programs()).toHaveLength(1);
    process.emit('SIGINT');
    expect(await running).toEqual([]);
    expect(programs()).toEqual([]);
    expect(readdirSync(join(scene.board.home, 'pictures')).sort()).toEqual(['a.ppm', 'b.jpg', 'c.ppm']);
    expect(existsSync(join(scene.folder, 'report.json'))).toBe(false);
    await expect(fetch(address)).rejects.toThrow();
  });

  test('shows no times of an emulated board', async () => {
    mkdirSync(join(scene.board.home, 'pictures'));
    putPicture('a.ppm');
    const running = start('pictures', 'emulated');
    const address = await Promise.race([addressIn(scene.printed), running.then(() => '')]);
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
