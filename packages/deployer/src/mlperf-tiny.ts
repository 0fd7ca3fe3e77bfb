// mlperf-tiny: a model on a board, measured in the manner of MLPerf Tiny's open division, as a folder of results.
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { outFolder, requireWritable, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { boardLine, describeBoard, sourceOf } from './board/describe';
import { boardFiles, originBytes, type BoardFiles } from './board/files';
import { leastArena, requireMemory } from './board/fit';
import { withGovernor } from './board/governor';
import { withBoard, type HostOptions, type OpenBoard } from './board/open';
import { evalOnBoard, streamOnBoard, verifyOnBoard, type RunSettings } from './board/program';
import type { StreamOutput } from './board/program-output';
import { withUnchanged } from './board/unchanged';
import { watchBoard } from './board/watch';
import { requireThreads } from './measure';
import { accuracyLine, medianLine, windowLines, writeResults } from './mlperf-tiny/results-folder';
import { accuracyOf, notValid, performanceOf, RULES, type Results } from './mlperf-tiny/results';
import { readSubject, type SubjectOptions } from './mlperf-tiny/subject';
import { obtainProgram, type ProgramOptions } from './obtain-program';
import { sha256 } from './ssh';
import { upload } from './upload';

export interface MlperfTinyOptions extends HostOptions, ProgramOptions, SubjectOptions {
  readonly remoteDir: string;
  readonly cpu?: string;
  readonly threads: number;
  /** Of each window, at least. */
  readonly seconds: number;
  readonly allowNoisy?: boolean;
  readonly governor?: string;
  /** Of each run of the program. */
  readonly timeout: number;
  readonly submitter: string;
  readonly out?: string;
}

/** The folder of the model on the board. */
const NAME = 'mlperf-tiny';

/**
 * Returns the folder's path. Throws E_BOARD for an emulated board, whose times are none; what push throws; E_FILE for a
 * folder that has something in it, before anything is measured.
 */
export async function mlperfTiny(options: MlperfTinyOptions): Promise<string> {
  const { out } = options;
  if (out !== undefined) requireEmpty(userPath(out));
  requireWritable(
    join(out === undefined ? outFolder(NAME) : userPath(out), 'README.md'),
    'choose another folder with --out',
  );
  const { exported, model, images, numImages } = await readSubject(options);
  return withBoard(options, async (board) => {
    console.log(boardLine(board));
    requireRealTime(board);
    requireThreads(board, [options.threads]);
    const { program, sources } = await obtainProgram(board, options);
    const files = boardFiles(options.remoteDir, NAME);
    const toPut = [
      { path: files.program, bytes: program, executable: true },
      { path: files.origin, bytes: originBytes(program, sources) },
      { path: files.model, bytes: exported.model },
      { path: files.golden, bytes: exported.golden },
      { path: files.images, bytes: images },
    ];
    requireMemory(board, { program, ...exported, arena: leastArena(exported.modelFile) });
    await upload(board, toPut);
    const sums = new Map(toPut.map(({ path, bytes }) => [path, sha256(bytes)]));
    const settings: RunSettings = {
      program: files.program,
      timeoutSeconds: options.timeout,
      cpu: options.cpu ?? null,
      threads: options.threads,
    };
    const { verify, counted, streams, conditions } = await withUnchanged(board, sums, async () => {
      const verify = await verifyOnBoard(board, files, settings);
      console.log(`verify: ${verify.tensors} tensors of ${verify.images} images, all bits equal`);
      const counted = await evalOnBoard(board, { model: files.model, data: files.images }, settings);
      return { verify, counted, ...(await timeWindows(board, files, { ...options, settings, numImages })) };
    });

    for (const reason of conditions.noise) console.log(`noisy: ${reason}`);
    const performance = performanceOf(streams, options.seconds);
    const accuracy = accuracyOf(counted, sha256(images));
    const [first] = streams;
    const results: Results = {
      schema: 'bitplane-mlperf-tiny/1',
      created: new Date().toISOString(),
      benchmark: 'image classification',
      division: 'open',
      submitter: options.submitter,
      not_valid: notValid(performance, accuracy),
      host: board.host,
      source: sourceOf(board.probe),
      board: { ...describeBoard(board.probe), features: first.cpu.features },
      operating_system: board.probe.system,
      conditions,
      program: { version: first.program, compiler: first.compiler, flags: first.flags, ...sources },
      model: {
        name: model.name,
        file: basename(exported.modelFile),
        sha256: sha256(exported.model),
        nbytes: exported.model.length,
        weight_bits: 1,
        classes: model.classes === undefined ? null : [...model.classes],
      },
      verify,
      arena_nbytes: first.arena_nbytes,
      performance,
      accuracy,
    };
    for (const line of [...windowLines(results), medianLine(results), accuracyLine(results)]) console.log(line);
    for (const reason of results.not_valid) console.log(`not valid: ${reason}`);
    const folder = out === undefined ? defaultFolder(results) : userPath(out);
    writeResults(folder, results, exported.model);
    return folder;
  });
}

interface WindowSettings extends Pick<MlperfTinyOptions, 'seconds' | 'governor'> {
  readonly settings: RunSettings;
  readonly numImages: number;
  readonly allowNoisy?: boolean;
}

/** Each window has a test image of its own. */
async function timeWindows(
  board: OpenBoard,
  { model, images: data }: BoardFiles,
  { settings, numImages, seconds, governor, allowNoisy = false }: WindowSettings,
) {
  const streamAll = async (): Promise<StreamOutput[]> => {
    const streams: StreamOutput[] = [];
    for (let window = 0; window < RULES.windows; window++) {
      const image = window % numImages;
      streams.push(await streamOnBoard(board, { model, record: { data, image }, seconds }, settings));
    }
    return streams;
  };
  const ownCpuSeconds = (streams: readonly StreamOutput[]): number | null =>
    streams.reduce<number | null>(
      (sum, { cpu_ns }) => (sum === null || cpu_ns === null ? null : sum + cpu_ns / 1e9),
      0,
    );
  const watch = () => watchBoard(board, streamAll, { allowNoisy, ownCpuSeconds });
  console.log(`stream: ${RULES.windows} windows of ${seconds} s or more, one image per call`);
  const { result, conditions } = governor === undefined ? await watch() : await withGovernor(board, governor, watch);
  return { streams: result, conditions };
}

function requireRealTime({ host, probe }: OpenBoard): void {
  if (sourceOf(probe) === 'board') return;
  throw new BitplaneError(
    'E_BOARD',
    `${host}: it is emulated, and the time that an emulator takes says nothing about a board's speed: give a real board with --host, or leave --host out for this computer`,
  );
}

/** Results of two runs are not to be mixed. */
function requireEmpty(folder: string): void {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isDirectory()) {
    throw new BitplaneError('E_FILE', `--out: expected a folder, got the file ${folder}: choose another with --out`);
  }
  const [name] = readdirSync(folder);
  if (name === undefined) return;
  throw new BitplaneError(
    'E_FILE',
    `--out: expected an empty folder or none, got ${folder} with ${name} in it: remove it, or choose another with --out`,
  );
}

/** out/mlperf-tiny/<host>-<time>, with -2 and so on after it where there is one. */
function defaultFolder({ host, created }: Results): string {
  const time = created.replace(/[-:]|\.\d+/g, '');
  const name = `${host.replace(/[^\w.-]/g, '_')}-${time}`;
  for (let number = 1; ; number++) {
    const folder = outFolder(NAME, `${name}${number === 1 ? '' : `-${number}`}`);
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) return folder;
  }
}
