// push: connect, probe, cross-compile, upload what changed, verify, time, report.
import { posix } from 'node:path';
import { boardFiles, originBytes, readExport, type BoardFiles } from './board/files';
import { prepareFolder } from './board/folder';
import { checksumCommand, withBoard, type OpenBoard } from './board/open';
import { UNKNOWN } from './board/probe';
import { evalOnBoard } from './board/program';
import type { EvalOutput } from './board/program-output';
import { labelledImages } from './labelled-images';
import { measure, requireReportFile, requireThreads, runSettings, verify, type MeasureOptions } from './measure';
import { obtainProgram, type ProgramOptions } from './obtain-program';
import { startProgress } from './progress';
import { kilobytes, numCores } from './report/quantities';
import { put, remoteSums, sha256, type FileToPut } from './ssh';

export interface PushOptions extends MeasureOptions, ProgramOptions {
  /** Images on which to measure accuracy: a folder, or a file of records. */
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
  if (options.bench) requireReportFile(options);
  return withBoard(options, async (board) => {
    console.log(describe(board));
    requireThreads(board, options.threads);
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

async function upload(board: OpenBoard, files: readonly FileToPut[]): Promise<void> {
  const options = { checksumCommand: checksumCommand(board), signal: board.signal };
  const there = await remoteSums(
    board.link,
    files.map(({ path }) => path),
    options,
  );
  const isThere = ({ path, bytes }: FileToPut) => there.get(path) === sha256(bytes);
  if (!files.every(isThere)) await prepareFolder(board, posix.dirname(files[0].path));
  for (const file of files) {
    if (isThere(file)) {
      console.log(`upload: ${file.path} is already there`);
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
  const what = kind.standIn ? `${host}, the ${kind.title}` : model === UNKNOWN ? host : `${host}, ${model}`;
  const facts = [cpu, numCores(cores), architecture, libc ?? 'unknown libc', ...(emulated ? ['emulated'] : [])];
  return `board: ${what}: ${[...new Set(facts)].join(', ')}`;
}
