// Several engines on the built-in board: files that are there are verified and timed, what cannot run is left out.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { readGolden, writeGolden } from '@bitplane/model';
import { bench } from './bench';
import { clean } from './clean';
import { compare } from './compare';
import { enginesOf } from './engines';
import { push } from './push';
import { compareReports } from './report/comparison';
import { parseReport, readReport } from './report/files';
import type { Report } from './report/schema';
import { sha256 } from './ssh';
import { useBuiltInBoard } from './test-support/built-in-board';
import { hostProgram, pushOptions, vectors } from './test-support/pushed-model';
import { aReport, timesAround } from './test-support/report';

const program = hostProgram() ?? '';
const withProgram = program === '' ? describe.skip : describe;

const scene = useBuiltInBoard();

beforeEach(() => {
  // A network with layers of floats, which takes the place of its own twin.
  cpSync(vectors('random-166'), exported(), { recursive: true });
  addTwin('twin-float', 'random-166');
});

const exported = () => join(scene.folder, 'export');
const out = () => join(scene.folder, 'report.json');
const options = (engines = 'bitplane,int8,float') =>
  pushOptions({
    sshConfig: scene.board.sshConfig,
    program,
    out: out(),
    export: exported(),
    engines: enginesOf(engines),
  });

function addTwin(name: string, network: string): void {
  mkdirSync(join(exported(), name), { recursive: true });
  for (const file of ['model.bpm', 'golden.bpv'])
    copyFileSync(join(vectors(network), file), join(exported(), name, file));
  recordFiles();
}

/** report.json, as an export that has written all of them leaves it. */
function recordFiles(): void {
  const entries = readdirSync(exported(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return { path: relative(exported(), path), sha256: sha256(readFileSync(path)) };
  });
  writeFileSync(join(exported(), 'report.json'), JSON.stringify({ schema: 'bitplane-export/1', files }));
}

withProgram('with the on-board program', () => {
  test('all that have files are verified, timed and rows of the comparison', async () => {
    addTwin('twin-int8', 'random-166');
    await push(options());
    const report = readReport(out());
    expect(report.engines).toMatchObject([
      { engine: 'int8', left_out: null, model: { weight_bits: 8 }, verify: { mismatches: 0 } },
      { engine: 'float', left_out: null, model: { weight_bits: 32 }, verify: { mismatches: 0 } },
    ]);
    expect(scene.printed.filter((line) => line.startsWith('verify:'))).toHaveLength(3);
    expect(compareReports([report]).rows.map(({ report: { engine } }) => engine)).toEqual([
      'bitplane',
      'int8',
      'float',
    ]);
    const page = join(scene.folder, 'page.html');
    compare({ paths: [out()], across: [], files: {}, out: page });
    expect(readFileSync(page, 'utf8')).toContain('bitplane 8 bit');
  });

  test('one that nobody made is left out, with the command that makes it, and the push succeeds', async () => {
    await push(options());
    const [int8, float] = readReport(out()).engines!;
    expect(int8).toEqual({ engine: 'int8', left_out: expect.stringContaining('--twins"') as string });
    expect(float.left_out).toBeNull();
    expect(scene.printed).toContainEqual(
      expect.stringMatching(/^engine int8: left out: expected the twin twin-int8\/model.bpm in /),
    );
    expect(scene.printed).toContainEqual(
      expect.stringMatching(/note: Left out on pi: int8: expected the twin twin-int8\//),
    );
  });

  test.each<[string, () => void, string]>([
    [
      'of another network',
      () => {
        for (const file of ['model.bpm', 'golden.bpv'])
          copyFileSync(join(vectors('random-20'), file), join(exported(), file));
      },
      'got that of another one (SHA-256 ',
    ],
    [
      'that was changed',
      () => copyFileSync(join(vectors('random-20'), 'model.bpm'), join(exported(), 'twin-int8/model.bpm')),
      'got a file that has changed since (SHA-256 ',
    ],
    [
      'that somebody put there',
      () => {
        addTwin('twin-int8', 'random-166');
        writeFileSync(join(exported(), 'report.json'), '{"files":[]}');
      },
      'got one that no export has listed in export/report.json',
    ],
  ])('a twin %s is left out by its name, with the command that renews it', async (_, make, reason) => {
    addTwin('twin-int8', 'random-166');
    make();
    await push(options('bitplane,int8'));
    const { left_out: said } = readReport(out()).engines![0];
    expect(said).toContain(`${join(exported(), 'twin-int8/model.bpm')}: expected a twin of model.bpm there, ${reason}`);
    expect(said).toContain(`renew it with "npx nx run converter:export --model TRAINED --out ${exported()} --twins"`);
  });

  test.each([
    ['no Python', 'no-such-python', 'no-such-python did not run (there is none)'],
    ['a Python without packages', 'bare', 'without them (onnxruntime: ModuleNotFoundError: '],
  ])(
    'with %s there, what was looked for and what to install is said, and the others are timed',
    async (_, name, got) => {
      // Isolated from what this computer has installed.
      const bare = join(scene.folder, 'bare-python');
      writeFileSync(bare, '#!/bin/sh\nexec python3 -I -S "$@"\n');
      chmodSync(bare, 0o755);
      const python = name === 'bare' ? bare : name;
      await push({ ...options('bitplane,litert,onnxruntime,float'), python });
      const { engines } = readReport(out());
      expect(engines!.map(({ engine, left_out }) => [engine, left_out === null])).toEqual([
        ['float', true],
        ['litert', false],
        ['onnxruntime', false],
      ]);
      expect(engines![2].left_out).toContain(`pi: looked for ${python} with onnxruntime and numpy, got `);
      expect(engines![2].left_out).toContain(got);
      expect(engines![2].left_out).toContain('engines/bin/pip install onnxruntime numpy');
      expect(existsSync(join(scene.board.home, 'bitplane/random-onnxruntime'))).toBe(false);
    },
  );

  test('one that computes something else is never timed, and no report is written', async () => {
    const file = join(exported(), 'twin-float', 'golden.bpv');
    const golden = readGolden(readFileSync(file));
    const { data } = golden.images[0].at(-1)!;
    data[0] = Number(data[0]) + 1;
    writeFileSync(file, writeGolden(golden));
    recordFiles();
    await expect(push(options('bitplane,float'))).rejects.toThrow('differ from the golden vectors');
    expect(() => readReport(out())).toThrow('found no file');
  });

  test('bench times those that push has put there, and clean removes them', async () => {
    await push(options('bitplane'));
    expect(readReport(out()).engines).toBeUndefined();
    await bench(options('bitplane,float'));
    expect(readReport(out()).engines![0].left_out).toContain('--engines bitplane,float" first');
    await push(options('bitplane,float'));
    await bench(options('bitplane,float'));
    expect(readReport(out()).engines![0].left_out).toBeNull();
    expect((await clean({ host: 'pi', sshConfig: scene.board.sshConfig, remoteDir: 'bitplane' })).kept).toEqual([]);
  });

  test('times of an emulator are no speed, of no engine', async () => {
    await push({ ...options('bitplane,float'), source: 'emulated' });
    const table = scene.printed.filter((line) => line.includes('time per image')).join('\n');
    expect(table.match(/ emulated /g)).toHaveLength(2);
    expect(table).not.toMatch(/ (ms|×) /);
  });
});

test('names are checked, and bitplane must be among them', () => {
  expect(enginesOf('float,bitplane').map(({ name }) => name)).toEqual(['float']);
  expect(enginesOf('litert,bitplane').map(({ name }) => name)).toEqual(['litert']);
  expect(() => enginesOf('bitplane,tpu')).toThrow(
    '--engines: expected some of bitplane, int8, float, litert, onnxruntime, got "tpu"',
  );
  expect(() => enginesOf('float')).toThrow('--engines: expected bitplane among them');
});

test('an engine beside is a row with its interval, and no reason for --fail-if-slower', () => {
  const { conditions, model, start, memory, benchmark } = aReport();
  const float = {
    ...{ engine: 'float', label: 'floats', conditions, start, memory, left_out: null },
    model: { ...model, sha256: '1'.repeat(64), weight_bits: 32 },
    verify: { images: 4, tensors: 50, mismatches: 0 },
    benchmark: { ...benchmark, total: timesAround(9_000_000), layers: [] },
  };
  const report: Report = aReport({ engines: [float] });
  expect(parseReport(JSON.stringify(report), 'r.json')).toEqual(report);
  expect(compareReports([report]).rows[1]).toMatchObject({ label: 'floats', difference: { verdict: 'slower' } });
  const [first, second] = [join(scene.folder, 'a.json'), join(scene.folder, 'b.json')];
  writeFileSync(first, JSON.stringify(report));
  writeFileSync(second, JSON.stringify({ ...report, label: 'again', created: '2026-02-04T04:05:06.789Z' }));
  const compared = { paths: [first, second], across: [], files: {}, out: join(scene.folder, 'page.html') };
  expect(compare({ ...compared, failIfSlower: 3 }).slower).toEqual([]);
});
