// On the built-in server, whose disk is a folder.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { clean, describeCleaned } from './clean';
import { startLocalBoard, type LocalBoard } from './ssh';

let board: LocalBoard;
beforeEach(async () => void (board = await startLocalBoard({ folder: temporaryFolder(), host: 'pi' })));
afterEach(() => board.stop());

const options = () => ({ host: 'pi', sshConfig: board.sshConfig, remoteDir: 'bitplane' });

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(board.home, name, '..'), { recursive: true });
    writeFileSync(join(board.home, name), '');
  }
}

const PUSHED = ['bitplane', 'bitplane.json', 'images.bin', 'a net/model.bpm', 'a net/golden.bpv'];

test('removes what push has put there, with its folders', async () => {
  put(...PUSHED.map((name) => `bitplane/${name}`), 'bitplane/bitplane.part-77', 'bitplane/.trial-77', 'other');
  const cleaned = await clean(options());
  expect(cleaned).toEqual({ removed: expect.arrayContaining([...PUSHED, 'bitplane.part-77']) as string[], kept: [] });
  expect(cleaned.removed).toHaveLength(7);
  expect(readdirSync(board.home)).toEqual(['other']);
  expect(describeCleaned(cleaned, options())).toBe('pi: 7 files removed from bitplane');
});

test('keeps and names what is not ours', async () => {
  const own = ['notes.txt', '.hidden', 'mine/model.bpm', 'a net/extra'];
  put(...[...PUSHED, ...own].map((name) => `bitplane/${name}`));
  const cleaned = await clean(options());
  expect(cleaned.removed).toHaveLength(PUSHED.length);
  expect([...cleaned.kept].sort()).toEqual(['.hidden', 'a net', 'mine', 'notes.txt']);
  for (const name of own) expect(existsSync(join(board.home, 'bitplane', name))).toBe(true);
  expect(describeCleaned(cleaned, options())).toMatch(/kept: .*notes\.txt/);
});

test('a board without the folder is as it should be', async () => {
  const cleaned = await clean(options());
  expect(describeCleaned(cleaned, options())).toBe('pi: there is no folder bitplane');
});
