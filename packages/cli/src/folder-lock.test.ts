import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimFolder, lockFolder } from './folder-lock';
import { temporaryFolder } from './test-support/temporary-folder';

let parent: string;
let folder: string;
let said: jest.SpyInstance;
beforeEach(() => {
  parent = temporaryFolder();
  folder = join(parent, 'build');
  said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

/** Runs TypeScript in another process. Resolves when it ends. */
function runElsewhere(script: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.on('exit', resolve));
}

test('the second waits for the first, and says for whom', async () => {
  const order: string[] = [];
  const release = await lockFolder(folder);
  const second = lockFolder(folder).then((releaseSecond) => {
    order.push('second');
    releaseSecond();
  });
  await new Promise((resolve) => setTimeout(resolve, 250));
  order.push('first');
  release();
  await second;
  expect(order).toEqual(['first', 'second']);
  expect(said).toHaveBeenCalledTimes(1);
  expect(said).toHaveBeenCalledWith(expect.stringContaining(`waiting for process ${process.pid}`));
});

test('nobody waits for a process that is not there any more', async () => {
  const gone = spawnSync(process.execPath, ['--eval', '0']).pid;
  const release = await lockFolder(folder);
  release();
  writeFileSync(join(`${folder}.lock`, '2'), String(gone));
  const releaseNext = await lockFolder(folder);
  expect(readdirSync(`${folder}.lock`)).toEqual(['3']);
  releaseNext();
  expect(readdirSync(`${folder}.lock`)).toEqual(['3.free']);
});

test('a claim does not wait: it names the process, and is free again after it', async () => {
  const script = `const release = require('./folder-lock').claimFolder(${JSON.stringify(folder)}); process.stdin.on('end', release).resume()`;
  const other = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], { cwd: __dirname });
  const end = new Promise((resolve) => other.on('exit', resolve));
  while (!existsSync(join(`${folder}.lock`, '1'))) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(() => claimFolder(folder)).toThrow(`process ${other.pid} is working in ${folder}: wait until it ends`);
  other.stdin.end();
  await end;
  claimFolder(folder);
  claimFolder(folder)();
  (await lockFolder(folder))();
});

test('a wait can be interrupted', async () => {
  const release = await lockFolder(folder);
  const controller = new AbortController();
  const waiting = lockFolder(folder, controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
  release();
});

test('of many processes, some of which die with the lock, one at a time has it', async () => {
  const log = join(parent, 'log');
  appendFileSync(log, '');
  const script = (dies: boolean): string => `
    const { lockFolder } = require('./folder-lock');
    const { appendFileSync } = require('node:fs');
    process.stderr.write = () => true;
    (async () => {
      for (let turn = 0; turn < 20; turn++) {
        const release = await lockFolder(${JSON.stringify(folder)});
        appendFileSync(${JSON.stringify(log)}, 'in ' + process.pid + '\\n');
        if (${dies} && turn === 10) process.kill(process.pid, 'SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, 1));
        appendFileSync(${JSON.stringify(log)}, 'out ' + process.pid + '\\n');
        release();
      }
    })();`;
  const codes = await Promise.all([false, true, false, true].map((dies) => runElsewhere(script(dies))));
  expect(codes).toEqual([0, null, 0, null]);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(2 * (20 + 10 + 20 + 10) + 2);
  let inside: string | null = null;
  let numKilled = 0;
  for (const line of lines) {
    const [what, pid] = line.split(' ');
    if (what === 'in') {
      // The one before has left, or died inside: it has no line after this.
      if (inside !== null) numKilled++;
      inside = pid;
    } else {
      expect(pid).toBe(inside);
      inside = null;
    }
  }
  expect(numKilled + (inside === null ? 0 : 1)).toBe(2);
}, 60_000);
