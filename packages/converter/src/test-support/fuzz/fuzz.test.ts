// The fuzzer finds what is wrong with a reader, makes it small, and says how to see it again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError, randomModel, type Model } from '@bitplane/model';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { attempt, filesOfInput, mutationsOf, type Input } from './attempt';
import { runFuzz } from './command';
import { fuzz } from './fuzz';
import { drawMutations, mutate } from './mutations';
import type { FuzzedReader } from './reader';
import { READERS } from './readers';
import { WatchedWorker, type Outcome } from './watched-worker';

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

const FILES = new Map([['file', Buffer.from('{"a": [1, 2, "three"], "b": null}'.repeat(20))]]);

/** A reader that fails where its file has a byte of ff. */
const fragile = (fail: () => Model): FuzzedReader => ({
  name: 'fragile',
  files: () => FILES,
  read: (at) => {
    if (readFileSync(join(at, 'file')).includes(0xff)) return fail();
    throw new BitplaneError('E_FILE', 'a file without');
  },
});

/** Asks in this process: for faults that are errors. */
const here = (reader: FuzzedReader) => ({
  stop: () => {},
  ask: (input: Input): Promise<Outcome> => {
    try {
      return Promise.resolve({ verdict: attempt(reader, input, join(folder, 'input')) });
    } catch (error) {
      return Promise.resolve({ failure: (error as Error).message });
    }
  },
});

const run = (reader: FuzzedReader) =>
  fuzz({ reader, seconds: 30, firstSeed: 1, worker: here(reader), found: join(folder, 'found') });

describe('a fault is', () => {
  const typeError = (): never => {
    throw new TypeError('x is undefined');
  };
  const stackOverflow = (): never => stackOverflow();

  test.each([
    ['an error that is not ours', typeError, /x is undefined/],
    ['a stack that is too deep', stackOverflow, /Maximum call stack/],
  ])('%s, kept with as few changes as show it', async (_, fail, message) => {
    const reader = fragile(fail);
    const { fault } = await run(reader);
    expect(fault!.failure).toMatch(message);
    expect(filesOfInput(reader, fault!.input).get('file')!.includes(0xff)).toBe(true);
    expect(readFileSync(join(fault!.folder, 'file')).includes(0xff)).toBe(true);
    expect(readFileSync(join(fault!.folder, 'fault.txt'), 'utf8')).toMatch(message);
    for (const index of fault!.input.kept!) {
      const fewer = fault!.input.kept!.filter((each) => each !== index);
      const files = filesOfInput(reader, { seed: fault!.input.seed, kept: fewer });
      expect(files.get('file')!.includes(0xff)).toBe(false);
    }
  });

  test('a verdict that C does not share', () => {
    const bpm = READERS.find(({ name }) => name === 'bpm')!;
    const lenient: FuzzedReader = { ...bpm, read: () => randomModel(1) };
    const strict: FuzzedReader = { ...bpm, read: () => reject() };
    const noChange = { seed: 8, kept: [] };
    expect(() => attempt(strict, noChange, folder)).toThrow(/rejected here, but C says: accepted/);
    const cut: FuzzedReader = { ...lenient, files: () => new Map([['model.bpm', Buffer.alloc(9)]]) };
    expect(() => attempt(cut, noChange, folder)).toThrow(/accepted here, but C says: .*not a \.bpm file/);
  });

  const reject = (): never => {
    throw new BitplaneError('E_FILE', 'not this one');
  };
});

describe('a worker is watched:', () => {
  const ask = async (script: string, maxWaitMs = 20_000) => {
    const program = join(folder, 'worker.js');
    writeFileSync(program, `process.on('message', () => { ${script} });`);
    const worker = new WatchedWorker('any', program, maxWaitMs);
    const outcome = await worker.ask({ seed: 1, kept: null });
    worker.stop();
    return outcome;
  };
  const say = (answer: object) =>
    `process.send(${JSON.stringify({ verdict: 'rejected', failure: null, cpuMs: 1, peakKb: 1, ...answer })})`;

  test('its verdict is passed on', async () => {
    expect(await ask(say({}))).toEqual({ verdict: 'rejected' });
  });

  test.each([
    ['one that never answers', 'for (;;);', 1000, /no answer in 1 s/],
    ['one that ends', 'process.exit(7)', 20_000, /ended with exit code 7/],
    ['one that took long', say({ cpuMs: 6000 }), 20_000, /took 6000 ms of the processor/],
    ['one that took much memory', say({ peakKb: 600 * 1024 }), 20_000, /took memory: 600 MB/],
    ['one that found a fault', say({ failure: 'oh' }), 20_000, /oh/],
  ])('%s is a fault', async (_, script, maxWaitMs, message) => {
    expect(await ask(script, maxWaitMs)).toEqual({ failure: expect.stringMatching(message) as string });
  });
});

test('equal seeds give equal changes, others differ, and each is left out by itself', () => {
  const all = Array.from({ length: 200 }, (_, seed) => drawMutations(seed, FILES));
  expect(drawMutations(7, FILES)).toEqual(all[7]);
  expect(new Set(all.map((each) => JSON.stringify(each))).size).toBeGreaterThan(190);
  expect(new Set(all.flat().map(({ kind }) => kind)).size).toBe(10);
  for (const mutations of all) expect(mutate(FILES, mutations, [])).toEqual(FILES);
});

test.each(READERS.map((reader) => [reader.name, reader] as const))(
  '%s: its sound files run in C, and changed ones are read or rejected',
  (_, reader) => {
    const sound = { ...reader, repair: undefined };
    expect(attempt(sound, { seed: 1, kept: [] }, join(folder, 'input'))).toBe('run');
    const verdicts = Array.from({ length: 15 }, (_, seed) =>
      attempt(reader, { seed, kept: null }, join(folder, 'input')),
    );
    expect(verdicts).toContain('rejected');
    expect(mutationsOf(reader, 3)).toEqual(mutationsOf(reader, 3));
  },
);

test('the command repeats an input, and rejects a reader that is not there', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation(() => {});
  await runFuzz(['--reader', 'bpm', '--seed', '8', '--keep', 'none']);
  expect(said.mock.calls).toEqual([['bpm: seed 8: run']]);
  said.mockRestore();
  await expect(runFuzz(['--reader', 'bmp'])).rejects.toEqual(errorLike('E_USAGE', /--reader/));
  expect(existsSync(join(folder, 'found'))).toBe(false);
});
