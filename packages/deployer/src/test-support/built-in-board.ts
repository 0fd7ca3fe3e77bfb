// A built-in board for each test of a file, with the name `pi`, and what the commands print meanwhile.
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { startLocalBoard, type LocalBoard } from '../ssh';

export interface Scene {
  /** Of this test alone; the board has the folder `board` in it. */
  folder: string;
  board: LocalBoard;
  /** By console.log, call by call; a test may empty it. */
  printed: string[];
}

/** To be called at the top of a test file; its fields are those of the running test. */
export function useBuiltInBoard(): Scene {
  const scene = {} as Scene;
  beforeEach(async () => {
    scene.folder = temporaryFolder();
    scene.board = await startLocalBoard({ folder: join(scene.folder, 'board'), host: 'pi' });
    scene.printed = [];
    jest.spyOn(console, 'log').mockImplementation((text: string) => void scene.printed.push(text));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await scene.board.stop();
  });
  return scene;
}
