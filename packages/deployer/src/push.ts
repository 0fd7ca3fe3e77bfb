// push: connect, probe, cross-compile, upload what changed, verify, time, report.
import { boardLine, sourceOf } from './board/describe';
import { boardFiles, originBytes, readExport, type BoardFiles } from './board/files';
import { leastArena, requireMemory } from './board/fit';
import { withBoard, type OpenBoard } from './board/open';
import { evalOnBoard } from './board/program';
import type { EvalOutput } from './board/program-output';
import { withUnchanged } from './board/unchanged';
import { pushTwins } from './engines';
import { labelledImages } from './labelled-images';
import { showLive } from './live/live';
import { measure, requireReportFile, requireThreads, runSettings, verify, type MeasureOptions } from './measure';
import { obtainProgram, type ProgramOptions } from './obtain-program';
import { sha256 } from './ssh';
import { upload } from './upload';

export interface PushOptions extends MeasureOptions, ProgramOptions {
  /** Images on which to measure accuracy: a folder, or a file of records. */
  readonly data?: string;
  /** As for training. */
  readonly splitSeed?: number;
  readonly bench: boolean;
  /** Instead of timing: a camera of the board, or a folder there, whose pictures a page here shows. */
  readonly live?: string;
}

/**
 * Returns the reports' paths, one for each number of threads; none with `bench: false`, which verifies, counts and
 * ends, and with `live`, after the user has ended it.
 */
export async function push(options: PushOptions): Promise<readonly string[]> {
  const exported = readExport(options.network, options.export);
  const { data: given, splitSeed, live } = options;
  const isTimed = options.bench && live === undefined;
  const data = given === undefined ? null : await labelledImages({ data: given, splitSeed }, exported.modelFile);
  if (isTimed) requireReportFile(options);
  return withBoard(options, async (board) => {
    console.log(boardLine(board));
    requireThreads(board, options.threads);
    const { program, sources } = await obtainProgram(board, options);
    const files = boardFiles(options.remoteDir, options.network);
    const toPut = [
      { path: files.program, bytes: program, executable: true },
      { path: files.origin, bytes: originBytes(program, sources) },
      { path: files.model, bytes: exported.model },
      { path: files.golden, bytes: exported.golden },
      ...(data === null ? [] : [{ path: files.images, bytes: data }]),
    ];
    requireMemory(board, { program, ...exported, arena: leastArena(exported.modelFile) });
    await upload(board, toPut);
    const beside = isTimed ? await pushTwins(board, program, options) : [];
    const sums = new Map(toPut.map(({ path, bytes }) => [path, sha256(bytes)]));
    const check = async (): Promise<EvalOutput | null> => {
      if (!isTimed) await verify({ board, files }, options);
      return data === null ? null : countRightAnswers(board, files, options);
    };
    const accuracy = isTimed && data === null ? null : await withUnchanged(board, sums, check);
    if (live !== undefined) {
      const source = options.source ?? sourceOf(board.probe);
      await showLive(board, { model: files.model, from: live, network: options.network, source }, runSettings(options));
    }
    if (!isTimed) return [];
    return measure({ board, files, exported, sources, sums, accuracy, beside }, options);
  });
}

async function countRightAnswers(board: OpenBoard, files: BoardFiles, options: PushOptions): Promise<EvalOutput> {
  const answers = await evalOnBoard(board, { model: files.model, data: files.images }, runSettings(options));
  console.log(
    `accuracy: ${((100 * answers.correct) / answers.images).toFixed(2)} % (${answers.correct} of ${answers.images})`,
  );
  return answers;
}
