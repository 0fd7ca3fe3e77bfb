// The whole road to a board that an ssh_config names, over real SSH; the board is the built-in server.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { scriptProgram } from '@bitplane/cli/test-support';
import { readGolden, writeGolden } from '@bitplane/model';
import { bench } from './bench';
import { push } from './push';
import { readReport } from './report/files';
import { useBuiltInBoard } from './test-support/built-in-board';
import { exportForPhotos } from './test-support/export-for-photos';
import { isRunning } from './test-support/processes';
import { hostProgram, pushOptions, vectors } from './test-support/pushed-model';

const program = hostProgram() ?? '';
const withProgram = program === '' ? describe.skip : describe;

const scene = useBuiltInBoard();

const out = () => join(scene.folder, 'report.json');
const run = (changes: Parameters<typeof pushOptions>[0] = {}) =>
  push(pushOptions({ sshConfig: scene.board.sshConfig, program, out: out(), ...changes }));
const uploads = () => scene.printed.filter((line) => line.startsWith('upload:'));

withProgram('with the on-board program', () => {
  test('verifies, benchmarks and reports', async () => {
    expect(await run({ label: 'mine' })).toEqual([out()]);
    const report = readReport(out());
    expect(report).toMatchObject({ engine: 'bitplane', label: 'mine', host: 'pi', verify: { mismatches: 0 } });
    expect(report.board.stand_in).toBe(true);
    expect(report.benchmark).toMatchObject({ threads: 1, forced_cpu: null });
    expect(report.benchmark).toHaveProperty('kernel_choice');
    expect(report.benchmark.layers.length).toBeGreaterThan(3);
    const { repeats, dropped, total, layers } = report.benchmark;
    expect(repeats + dropped).toBeGreaterThanOrEqual(3);
    expect(total.round_medians_ns.length).toBeGreaterThan(0);
    expect(layers[0].round_medians_ns).toHaveLength(total.round_medians_ns.length);
    expect(report).toMatchObject({ source: 'board', memory: { arena_nbytes: expect.any(Number) as number } });
    expect(report.start.load_warm_ns).toBeGreaterThan(0);
    // Of this computer, whatever sensor it has.
    const { joules_per_image: joules, reason } = report.energy;
    expect(joules === null ? reason : joules).toBeTruthy();
    expect(scene.printed).toContainEqual(
      expect.stringMatching(joules === null ? /^energy: not measured: ./ : /^energy: .* per image/),
    );
    if (process.platform === 'linux') expect(report.conditions.other_cores.during).toEqual(expect.any(Number));
    expect(report.model.nbytes).toBe(readFileSync(join(vectors('random-166'), 'model.bpm')).length);
  });

  test('uploads nothing the second time, and only what changed the third', async () => {
    await run({ bench: false });
    expect(uploads()).toHaveLength(4);
    scene.printed = [];
    await run({ bench: false });
    expect(uploads().every((line) => line.endsWith('is already there'))).toBe(true);
    scene.printed = [];
    await run({ bench: false, export: vectors('random-20') });
    expect(uploads().filter((line) => line.endsWith('is already there'))).toHaveLength(2);
    expect(existsSync(out())).toBe(false);
  });

  test('runs on as many threads as asked for', async () => {
    await run({ threads: [2] });
    expect(scene.printed).toContain('bench: one image per call, 2 threads');
    const { benchmark, label, verify } = readReport(out());
    expect([benchmark.threads, label, verify?.mismatches]).toEqual([2, 'bitplane 1 bit, 2 threads', 0]);
  });

  test('forces portable kernels on the board', async () => {
    await run({ cpu: 'portable' });
    const { benchmark, label } = readReport(out());
    expect(benchmark.forced_cpu).toBe('portable');
    expect(benchmark.layers.every(({ kernel }) => kernel.endsWith('portable'))).toBe(true);
    expect(label).toContain('portable');
  });

  test('says that the images given with --data do not fit the model', async () => {
    const images = join(scene.folder, 'images.bin');
    writeFileSync(images, Buffer.alloc(3073));
    await expect(run({ data: images })).rejects.toThrow('bitplane eval:');
    expect(existsSync(out())).toBe(false);
  });

  test('counts right answers on a folder of images, read as for training, and reports the names of classes', async () => {
    const { exported, photos } = await exportForPhotos(scene.folder);
    await run({ export: exported, data: photos });
    expect(scene.printed).toContain(`data: 6 test images of ${photos}`);
    expect(scene.printed).toContain(
      'note: these are not exactly the images of the training (photos): some were added, changed or removed.',
    );
    const { accuracy, model } = readReport(out());
    expect([accuracy?.images, model.classes]).toEqual([6, ['cats', 'dogs']]);
    scene.printed = [];
    await run({ export: exported, data: photos, bench: false });
    expect(scene.printed.at(-1)).toMatch(/^accuracy: .* of 6\)$/);
    await expect(run({ export: exported, data: photos, splitSeed: 3 })).rejects.toThrow('expected --split-seed 7');
    renameSync(join(photos, 'dogs'), join(photos, 'newts'));
    await expect(run({ export: exported, data: photos })).rejects.toThrow('(cats, dogs), got also newts');
  });

  test('rejects to time what is not exact, and names the first layer', async () => {
    const broken = join(scene.folder, 'export');
    const golden = readGolden(readFileSync(join(vectors('random-166'), 'golden.bpv')));
    const last = golden.tensors.length - 1;
    const tensor = golden.images[0][last];
    tensor.data[0] = Number(tensor.data[0]) + 1;
    mkdirSync(broken);
    copyFileSync(join(vectors('random-166'), 'model.bpm'), join(broken, 'model.bpm'));
    writeFileSync(join(broken, 'golden.bpv'), writeGolden(golden));
    const layer = golden.tensors[last].name;
    await expect(run({ export: broken })).rejects.toMatchObject({
      code: 'E_MISMATCH',
      message: expect.stringContaining(`image 0, layer '${layer}', element 0`) as string,
    });
    expect(existsSync(out())).toBe(false);
  });

  test('a push that is repeated takes less than a second of the board', async () => {
    await run({ bench: false });
    const milliseconds: number[] = [];
    for (let i = 0; i < 3; i++) {
      const began = performance.now();
      await run({ bench: false });
      milliseconds.push(performance.now() - began);
    }
    // This machine may have other work.
    expect(Math.min(...milliseconds)).toBeLessThan(1000);
  });

  test.each([
    ['verify', 'bitplane/random/model.bpm', 'replaced', 'echo other >'],
    ['bench', 'bitplane/random/golden.bpv', 'removed', 'rm'],
    ['bench', 'bitplane/bitplane', 'replaced', 'cp -f bitplane/bitplane other; echo >> other; mv -f other'],
  ])('results of %s do not count if %s was %s meanwhile', async (command, file, what, change) => {
    const script = `[ $1 = ${command} ] && ${change} ${file}; exec ${program} "$@"`;
    await expect(run({ program: scriptProgram(scene.folder, script) })).rejects.toMatchObject({
      code: 'E_BUSY',
      message: expect.stringMatching(new RegExp(`^pi: ${file} was ${what} while it was used`)) as string,
    });
    expect(existsSync(out())).toBe(false);
  });

  test('says what fits where before it sends anything', async () => {
    await run({ bench: false });
    const fit = scene.printed.findIndex((line) =>
      /^fit: file [\d.]+ kB, arena [\d.]+ kB or more; [\d.,]+ kB of memory free$/.test(line),
    );
    expect(fit).toBeGreaterThan(0);
    expect(scene.printed.findIndex((line) => line.startsWith('upload:'))).toBeGreaterThan(fit);
  });

  test('bench measures again what push has put there', async () => {
    await run({ bench: false });
    await bench(pushOptions({ sshConfig: scene.board.sshConfig, out: out() }));
    expect(readReport(out())).toMatchObject({ host: 'pi', program: { commit: null } });
  });

  test('bench names push where there is nothing, or another model', async () => {
    const options = pushOptions({ sshConfig: scene.board.sshConfig, out: out() });
    await expect(bench(options)).rejects.toThrow('found none: run "npx nx run deployer:push --host pi"');
    await run({ bench: false });
    await expect(bench({ ...options, export: vectors('random-20') })).rejects.toThrow('is another model');
  });

  test('uses another folder on the board', async () => {
    await run({ bench: false, remoteDir: join(scene.folder, 'else where') });
    expect(readdirSync(join(scene.folder, 'else where')).sort()).toEqual(['bitplane', 'bitplane.json', 'random']);
  });
});

test('rejects a program for another architecture before anything is sent', async () => {
  const foreign = Buffer.alloc(64);
  foreign.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  foreign.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
  writeFileSync(join(scene.folder, 'foreign'), foreign);
  await expect(run({ program: join(scene.folder, 'foreign') })).rejects.toThrow(
    /runs \w+ programs, but .*foreign is for/,
  );
  expect(uploads()).toEqual([]);
});

test.each([
  ['cannot be run', '', 'the board cannot run it'],
  ['dies of an illegal instruction', 'kill -ILL $$', 'try --cpu portable'],
  ['is killed', 'kill -KILL $$', 'it was killed'],
  ['crashes', 'kill -SEGV $$', 'ended by signal'],
  ['fails', 'echo "bitplane: no such thing" >&2; exit 1', 'bitplane verify: no such thing'],
  ['says something else', 'echo hello', 'without --program'],
])('says that the program %s', async (_, script, words) => {
  const file = scriptProgram(scene.folder, script);
  if (script === '') writeFileSync(file, '#!/no/such/interpreter\n');
  await expect(run({ program: file })).rejects.toMatchObject({
    code: 'E_BOARD',
    message: expect.stringContaining(words) as string,
  });
  expect(existsSync(out())).toBe(false);
});

test('ends a program that takes too long, on the board itself', async () => {
  const file = scriptProgram(scene.folder, 'echo $$ > pid; exec sleep 60');
  await expect(run({ program: file, timeout: 1 })).rejects.toThrow('longer than 1 s');
  const pid = readFileSync(join(scene.board.home, 'pid'), 'utf8').trim();
  expect(isRunning(pid)).toBe(false);
});

test('accepts a new host only when told to, says so, and knows it from then on', async () => {
  const file = scriptProgram(scene.folder, 'echo hello');
  const knownHosts = join(dirname(scene.board.sshConfig), 'known_hosts');
  writeFileSync(knownHosts, '');
  const push = (acceptNew: boolean) => run({ program: file, acceptNew });
  await expect(push(false)).rejects.toMatchObject({ code: 'E_HOST_KEY' });
  await expect(push(true)).rejects.toMatchObject({ code: 'E_BOARD' });
  expect(scene.printed[0]).toMatch(/^host key: accepted ssh-ed25519 SHA256:\S{43} of pi, which was new; it is in /);
  await expect(push(false)).rejects.toMatchObject({ code: 'E_BOARD' });
});

test('rejects a file that is no program', async () => {
  writeFileSync(join(scene.folder, 'README.md'), 'rm it\n');
  await expect(run({ program: join(scene.folder, 'README.md') })).rejects.toThrow(
    /--program: expected a program, got .*README.md/,
  );
  expect(uploads()).toEqual([]);
});

test('rejects a report that cannot be written before it connects', async () => {
  await expect(run({ out: '/proc/none/report.json', sshConfig: join(scene.folder, 'none') })).rejects.toMatchObject({
    code: 'E_FILE',
    message: expect.stringContaining('choose another with --out') as string,
  });
});

test('names the converter where nothing was exported', async () => {
  await expect(run({ export: join(scene.folder, 'none') })).rejects.toThrow('converter:export --network random');
});

test('a file of the export, and a trained network, given instead of the export: the message says what to give', async () => {
  const given = join(scene.folder, 'given');
  mkdirSync(given);
  writeFileSync(join(given, 'model.bpm'), '');
  await expect(run({ export: join(given, 'model.bpm') })).rejects.toThrow(`give the folder that contains it, ${given}`);
  rmSync(join(given, 'model.bpm'));
  writeFileSync(join(given, 'model.json'), '{}');
  await expect(run({ export: given })).rejects.toThrow(`converter:export --model ${given} --out DIR`);
});
