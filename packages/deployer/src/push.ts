// push: connect, probe, cross-compile, upload what changed, verify, time, report.
import { existsSync, readFileSync } from 'node:fs';
import { BitplaneError, userPath } from '@bitplane/model';
import { evalOnBoard } from './board-program';
import { ELF_HEAD_NBYTES, elfArchitecture } from './board/elf';
import { UNKNOWN_SOURCES, workspaceState, type SourceState } from './commit';
import { crossCompile } from './cross-compile';
import { labelledImages } from './labelled-images';
import { measure, runSettings, verify, type MeasureOptions } from './measure';
import { boardFiles, originBytes, readExport, type BoardFiles } from './on-board-files';
import { checksumCommand, withBoard, type OpenBoard } from './open-board';
import type { EvalOutput } from './program-output';
import { startProgress } from './progress';
import { kilobytes } from './report/quantities';
import { put, remoteSums, sha256, type FileToPut } from './ssh';
import { toolchainFor } from './toolchains';

export interface PushOptions extends MeasureOptions {
  /** A program to use in place of one that is built. */
  readonly program?: string;
  readonly toolchain?: string;
  /** Images to count right answers on: a folder, or a file of records. */
  readonly data?: string;
  /** As for training. */
  readonly splitSeed?: number;
  readonly bench: boolean;
}

/** Returns the report's path; null with `bench: false`, which verifies, counts and ends. */
export async function push(options: PushOptions): Promise<string | null> {
  const exported = readExport(options.network, options.export);
  const { data: given, splitSeed } = options;
  const data = given === undefined ? null : await labelledImages({ data: given, splitSeed }, exported.modelFile);
  return withBoard(options, async (board) => {
    console.log(describe(board));
    const { program, sources } = await obtainProgram(board, options);
    const files = boardFiles(options.remoteDir, options.network);
    await upload(board, [
      { path: files.program, bytes: program, executable: true },
      { path: files.origin, bytes: originBytes(program, sources) },
      { path: files.model, bytes: exported.model },
      { path: files.golden, bytes: exported.golden },
      ...(data === null ? [] : [{ path: files.images, bytes: data }]),
    ]);
    if (!options.bench) await verify({ board, files }, options);
    const accuracy = data === null ? null : await countRightAnswers(board, files, options);
    if (!options.bench) return null;
    return measure({ board, files, exported, sources, accuracy }, options);
  });
}

interface Program {
  readonly program: Buffer;
  readonly sources: SourceState;
}

async function obtainProgram(board: OpenBoard, options: PushOptions): Promise<Program> {
  const { host, probe, signal } = board;
  if (options.program !== undefined) {
    const program = readInput(options.program, '--program');
    const architecture = elfArchitecture(program.subarray(0, ELF_HEAD_NBYTES));
    if (architecture !== null && architecture !== probe.architecture) {
      throw new BitplaneError(
        'E_BOARD',
        `${host} runs ${probe.architecture} programs, but ${options.program} is for ${architecture}: leave out --program to build one`,
      );
    }
    return { program, sources: UNKNOWN_SOURCES };
  }
  const toolchain = toolchainFor(host, probe, options.toolchain);
  const path = await crossCompile(toolchain, signal);
  console.log(`program: built with ${toolchain.name}`);
  return { program: readFileSync(path), sources: workspaceState() };
}

async function upload(board: OpenBoard, files: readonly FileToPut[]): Promise<void> {
  const options = { checksumCommand: checksumCommand(board), signal: board.signal };
  const there = await remoteSums(
    board.link,
    files.map(({ path }) => path),
    options,
  );
  for (const file of files) {
    if (there.get(file.path) === sha256(file.bytes)) {
      console.log(`upload: ${file.path} is there already`);
      continue;
    }
    const progress = startProgress(`uploading ${file.path}`, file.bytes.length, 'bytes');
    try {
      await put(board.link, file, { ...options, onSent: (nbytes) => progress.update(nbytes) });
    } finally {
      progress.stop();
    }
    console.log(`upload: ${file.path}, ${kilobytes(file.bytes.length)}`);
  }
}

async function countRightAnswers(board: OpenBoard, files: BoardFiles, options: PushOptions): Promise<EvalOutput> {
  const answers = await evalOnBoard(board, { model: files.model, data: files.images }, runSettings(options));
  console.log(
    `accuracy: ${((100 * answers.correct) / answers.images).toFixed(2)} % (${answers.correct} of ${answers.images})`,
  );
  return answers;
}

function describe({ host, kind, probe }: OpenBoard): string {
  const { model, cpu, architecture, cores, libc, emulated } = probe;
  const what = kind.standIn
    ? `${host}, the ${kind.title}`
    : `${host}, ${model === 'unknown' ? 'unknown model' : model}`;
  return `board: ${what}: ${cpu}, ${cores} cores, ${architecture}, ${libc ?? 'unknown libc'}${emulated ? ', emulated' : ''}`;
}

function readInput(path: string, option: string): Buffer {
  const file = userPath(path);
  if (existsSync(file)) return readFileSync(file);
  throw new BitplaneError('E_MISSING_FILE', `${option}: expected a file, found none at ${file}`);
}
