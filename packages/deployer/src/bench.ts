// bench: verify and time once more what push has put on the board.
import { boardFiles, requirePushed, readExport } from './board/files';
import { withBoard } from './board/open';
import { findTwins } from './engines';
import { measure, requireReportFile, requireThreads, type MeasureOptions } from './measure';

/** Returns the reports' paths. Throws E_BOARD naming push if the board lacks the program or has another model. */
export async function bench(options: MeasureOptions): Promise<readonly string[]> {
  const exported = readExport(options.network, options.export);
  requireReportFile(options);
  return withBoard(options, async (board) => {
    requireThreads(board, options.threads);
    const files = boardFiles(options.remoteDir, options.network);
    const { sources, sums } = await requirePushed(board, files, exported);
    const beside = await findTwins(board, options);
    return measure({ board, files, exported, sources, sums, accuracy: null, beside }, options);
  });
}
