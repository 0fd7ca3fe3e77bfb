// What push and bench have in common: verify, then time, then write the report.
import { basename } from 'node:path';
import { outFolder, requireWritable, userPath } from '@bitplane/cli';
import { BitplaneError, readModel } from '@bitplane/model';
import { describeBoard } from './board/describe';
import { boardFiles, type BoardFiles, type ExportedFiles } from './board/files';
import { askBoard, type HostOptions, type OpenBoard } from './board/open';
import { benchOnBoard, verifyOnBoard, type RunSettings } from './board/program';
import type { BenchOutput, EvalOutput } from './board/program-output';
import type { SourceState } from './commit';
import { defaultReportFile, writeReport } from './report/files';
import { makeReport } from './report/make-report';
import { numCores } from './report/quantities';
import type { Report } from './report/schema';
import { layerTable } from './report/terminal-table';
import { sha256 } from './ssh';

/** Options of push and bench. */
export interface MeasureOptions extends HostOptions {
  readonly network: string;
  readonly export?: string;
  readonly remoteDir: string;
  readonly cpu?: string;
  readonly threads: number;
  readonly repeats?: number;
  readonly timeout: number;
  readonly label?: string;
  readonly out?: string;
}

export interface Measurement {
  readonly board: OpenBoard;
  readonly files: BoardFiles;
  readonly exported: ExportedFiles;
  readonly sources: SourceState;
  readonly accuracy: EvalOutput | null;
}

export const runSettings = (options: MeasureOptions): RunSettings => ({
  program: boardFiles(options.remoteDir, options.network).program,
  timeoutSeconds: options.timeout,
  cpu: options.cpu ?? null,
  threads: options.threads,
});

/** Throws E_FILE where the report could not be written, before anything is measured. */
export function requireReportFile({ out }: MeasureOptions): void {
  const file = out === undefined ? outFolder('reports', 'report.json') : userPath(out);
  requireWritable(file, 'choose another with --out');
}

/** Throws E_USAGE for more threads than the board has cores. Where the board does not say, the user knows. */
export function requireThreads({ host, probe: { cores } }: OpenBoard, threads: number): void {
  if (cores === null) {
    if (threads > 1) console.log(`threads: ${threads}; ${host} does not report how many cores it has`);
  } else if (threads > cores) {
    throw new BitplaneError(
      'E_USAGE',
      `--threads ${threads}: ${host} has ${numCores(cores)}, and more threads than cores are slower: give at most ${cores}`,
    );
  }
}

/** Never times what is not exact. Returns what the verification counted. */
export async function verify({ board, files }: Pick<Measurement, 'board' | 'files'>, options: MeasureOptions) {
  const verification = await verifyOnBoard(board, files, runSettings(options));
  console.log(`verify: ${verification.tensors} tensors of ${verification.images} images, all bits equal`);
  return verification;
}

const labelOf = ({ cpu, threads }: BenchOutput): string =>
  [
    'bitplane 1 bit',
    ...(cpu.forced === null ? [] : [cpu.forced]),
    ...(threads === 1 ? [] : [`${threads} threads`]),
  ].join(', ');

/** Verifies, times, writes the report and shows it. Returns the report's path. */
export async function measure(measurement: Measurement, options: MeasureOptions): Promise<string> {
  const { board, files, exported, sources, accuracy } = measurement;
  const verification = await verify(measurement, options);
  const threads = options.threads === 1 ? 'one thread' : `${options.threads} threads`;
  console.log(
    `bench: one image per call, ${threads}${options.cpu === undefined ? '' : `, BITPLANE_CPU=${options.cpu}`}`,
  );
  // Temperature and load belong to the moment before the timing.
  const probe = await askBoard(board.link, board.signal);
  const bench = await benchOnBoard(board, { model: files.model, repeats: options.repeats }, runSettings(options));

  const { classes } = readModel(exported.model);
  const report: Report = makeReport({
    engine: 'bitplane',
    label: options.label ?? labelOf(bench),
    host: board.host,
    board: { ...describeBoard(probe, board.kind), features: bench.cpu.features },
    program: { version: bench.program, compiler: bench.compiler, flags: bench.flags, ...sources },
    model: {
      name: bench.model.name,
      file: basename(files.model),
      sha256: sha256(exported.model),
      nbytes: exported.model.length,
      weight_bits: 1,
      classes: classes === undefined ? null : [...classes],
    },
    accuracy,
    verify: verification,
    benchmark: {
      threads: bench.threads,
      repeats: bench.repeats,
      forced_cpu: bench.cpu.forced,
      kernel_choice: bench.cpu.choice,
      total: bench.total,
      layers: bench.layers,
    },
  });
  const file = options.out === undefined ? defaultReportFile(report) : userPath(options.out);
  writeReport(file, report);
  console.log(layerTable(report));
  return file;
}
