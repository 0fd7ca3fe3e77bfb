// What push and bench have in common: verify, then time, then write the report.
import { basename } from 'node:path';
import { outFolder, requireWritable, userPath, type SourceState } from '@bitplane/cli';
import { BitplaneError, readModel } from '@bitplane/model';
import { describeBoard, sourceOf } from './board/describe';
import { measureEnergy } from './board/energy';
import { boardFiles, type BoardFiles, type ExportedFiles } from './board/files';
import { withGovernor } from './board/governor';
import type { HostOptions, OpenBoard } from './board/open';
import { benchOnBoard, streamOnBoard, verifyOnBoard, type RunSettings, type Timing } from './board/program';
import type { BenchOutput, EvalOutput } from './board/program-output';
import { withUnchanged, type Sums } from './board/unchanged';
import { watchBoard } from './board/watch';
import { orLeftOut, type Beside, type EngineOptions, type Twin } from './engines';
import { measureForeign, type Place } from './foreign/measure';
import { compareReports } from './report/comparison';
import { defaultReportFile, writeReport } from './report/files';
import { makeReport } from './report/make-report';
import { numCores } from './report/quantities';
import { energyLine } from './report/row-texts';
import { noEnergy, type Energy, type EngineResult, type Report, type Source } from './report/schema';
import { comparisonTable, layerTable } from './report/terminal-table';
import { sha256 } from './ssh';

/** Options of push and bench. */
export interface MeasureOptions extends HostOptions, Timing, EngineOptions {
  readonly cpu?: string;
  readonly threads: number;
  readonly timeout: number;
  /** Where times come from, if not from where the board seems to have them from. */
  readonly source?: Source;
  /** Of the board's clocks, while it is timed; the board's own if not given. */
  readonly governor?: string;
  readonly label?: string;
  readonly out?: string;
}

export interface Measurement {
  readonly board: OpenBoard;
  readonly files: BoardFiles;
  readonly exported: ExportedFiles;
  readonly sources: SourceState;
  /** Of what is measured. */
  readonly sums: Sums;
  readonly accuracy: EvalOutput | null;
  /** What is measured beside it. */
  readonly beside: Beside;
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

/** What the report takes over from the program's output. */
const measured = (bench: BenchOutput): Pick<Report, 'start' | 'memory' | 'benchmark'> => {
  const { threads, repeats, dropped, total, layers } = bench;
  return {
    start: {
      load_cold_ns: bench.load_cold_ns,
      load_warm_ns: bench.load_warm_ns,
      first_image_ns: bench.first_image_ns,
    },
    memory: { arena_nbytes: bench.arena_nbytes, peak_nbytes: bench.peak_nbytes },
    benchmark: {
      ...{ threads, repeats, dropped },
      forced_cpu: bench.cpu.forced,
      kernel_choice: bench.cpu.choice,
      ...{ total, layers },
    },
  };
};

const noiseOf = ({ noisy, rounds, repeats }: BenchOutput): string[] =>
  noisy ? [`the core was disturbed in most of ${rounds.run} rounds; all ${repeats} images were taken`] : [];

const keptImages = ({ repeats, dropped, rounds }: BenchOutput): string =>
  `bench: ${repeats} images in ${rounds.counted} rounds${dropped === 0 ? '' : `, ${dropped} more dropped since the core was disturbed`}`;

const labelOf = ({ cpu, threads }: BenchOutput, engine = 'bitplane 1 bit'): string =>
  [engine, ...(cpu.forced === null ? [] : [cpu.forced]), ...(threads === 1 ? [] : [`${threads} threads`])].join(', ');

async function time(
  { board, files }: Pick<Measurement, 'board' | 'files'>,
  source: Source,
  options: MeasureOptions,
  withEnergy = true,
) {
  const threads = options.threads === 1 ? 'one thread' : `${options.threads} threads`;
  console.log(
    `bench: one image per call, ${threads}${options.cpu === undefined ? '' : `, BITPLANE_CPU=${options.cpu}`}`,
  );
  // An emulator's times are shown nowhere: there is nothing to protect.
  const { governor, seconds, repeats, allowNoisy = source === 'emulated' } = options;
  const watch = () =>
    watchBoard(
      board,
      () => benchOnBoard(board, { model: files.model, seconds, repeats, allowNoisy }, runSettings(options)),
      { allowNoisy, ownCpuSeconds: ({ cpu_ns }) => (cpu_ns === null ? null : cpu_ns / 1e9) },
    );
  const energyThere = () =>
    withEnergy ? energyOfImages({ board, files }, source, options) : noEnergy('it is measured for one engine alone');
  const all = async () => ({ ...(await watch()), energy: await energyThere() });
  const { result, ...rest } = governor === undefined ? await all() : await withGovernor(board, governor, all);
  return { bench: result, ...rest };
}

/** Of images that run one after the other, without a clock between them, after the timing. */
async function energyOfImages(
  { board, files }: Pick<Measurement, 'board' | 'files'>,
  source: Source,
  options: MeasureOptions,
): Promise<Energy> {
  if (source !== 'board') return noEnergy('an emulated board has no sensor of its own');
  const streamed = { model: files.model, seconds: options.seconds ?? ENERGY_SECONDS };
  const energy = await measureEnergy(board, () => streamOnBoard(board, streamed, runSettings(options)));
  console.log(energyLine(energy));
  return energy;
}

/** As long as the timing takes by default. */
const ENERGY_SECONDS = 2;

/** Verifies, times, writes the report and shows it. Returns the report's path. */
export async function measure(measurement: Measurement, options: MeasureOptions): Promise<string> {
  const { board, files, exported, sources, sums, accuracy, beside } = measurement;
  const source = options.source ?? sourceOf(board.probe);
  const { verification, bench, conditions, energy } = await withUnchanged(board, sums, async () => ({
    verification: await verify(measurement, options),
    ...(await time(measurement, source, options)),
  }));
  console.log(keptImages(bench));
  const noise = [...conditions.noise, ...noiseOf(bench)];
  for (const reason of noise) console.log(`noisy: ${reason}`);

  const engines: EngineResult[] = [];
  for (const twin of beside) {
    const place = { board, source, name: bench.model.name };
    if ('left_out' in twin) engines.push(twin);
    else if ('exported' in twin) engines.push(await measureTwin(twin, place, options));
    else for (const each of twin.engine.twins) engines.push(await measureForeign(twin.engine, each, place, options));
  }

  const { classes } = readModel(exported.model);
  const report: Report = makeReport({
    engine: 'bitplane',
    label: options.label ?? labelOf(bench),
    host: board.host,
    source,
    board: { ...describeBoard(board.probe), features: bench.cpu.features },
    conditions: { ...conditions, noise },
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
    energy,
    ...measured(bench),
    ...(engines.length === 0 ? {} : { engines }),
  });
  const file = options.out === undefined ? defaultReportFile(report) : userPath(options.out);
  writeReport(file, report);
  console.log(layerTable(report));
  if (engines.length > 0) console.log(comparisonTable(compareReports([report])));
  return file;
}

/** Throws E_MISMATCH, as for the network itself; a twin that cannot run is left out. */
const measureTwin = (twin: Twin, { board, source, name }: Place, options: MeasureOptions): Promise<EngineResult> =>
  orLeftOut(twin.engine, async () => {
    const { engine, files, exported, sums } = twin;
    console.log(`engine ${engine.name}: ${basename(exported.modelFile)} of ${engine.folder}`);
    const { verification, bench, conditions } = await withUnchanged(board, sums, async () => ({
      verification: await verify({ board, files }, options),
      ...(await time({ board, files }, source, options, false)),
    }));
    console.log(keptImages(bench));
    const noise = [...conditions.noise, ...noiseOf(bench)];
    for (const reason of noise) console.log(`noisy: ${reason}`);
    return {
      engine: engine.name,
      label: options.label === undefined ? labelOf(bench, engine.label) : `${options.label}, ${engine.name}`,
      conditions: { ...conditions, noise },
      model: {
        ...{
          name,
          file: `${engine.folder}/${basename(files.model)}`,
          sha256: sha256(exported.model),
          nbytes: exported.model.length,
        },
        ...{ weight_bits: engine.weightBits, classes: null },
      },
      verify: verification,
      ...measured(bench),
      left_out: null,
    };
  });
