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
  /** The largest number of them first: with it, everything but the timing is done. A report is written for each. */
  readonly threads: readonly number[];
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
  threads: options.threads[0],
});

/** Throws E_FILE where the report could not be written, before anything is measured. */
export function requireReportFile({ out }: MeasureOptions): void {
  const file = out === undefined ? outFolder('reports', 'report.json') : userPath(out);
  requireWritable(file, 'choose another with --out');
}

/** Throws E_USAGE for more threads than the board has cores. Where the board does not say, the user knows. */
export function requireThreads({ host, probe: { cores } }: OpenBoard, [threads]: readonly number[]): void {
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
  const { threads, cores, repeats, dropped, total, layers } = bench;
  return {
    start: {
      load_cold_ns: bench.load_cold_ns,
      load_warm_ns: bench.load_warm_ns,
      first_image_ns: bench.first_image_ns,
    },
    memory: { arena_nbytes: bench.arena_nbytes, peak_nbytes: bench.peak_nbytes },
    benchmark: {
      ...{ threads, ...(cores && { cores }), repeats, dropped },
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
  const { threads } = options;
  const said = threads.join() === '1' ? 'one thread' : `${threads.join(', ')} threads${inTurns(threads)}`;
  console.log(`bench: one image per call, ${said}${options.cpu === undefined ? '' : `, BITPLANE_CPU=${options.cpu}`}`);
  // An emulator's times are shown nowhere: there is nothing to protect.
  const { governor, seconds, repeats, allowNoisy = source === 'emulated' } = options;
  const watch = () =>
    watchBoard(
      board,
      () => benchOnBoard(board, { model: files.model, threads, seconds, repeats, allowNoisy }, runSettings(options)),
      // That of the process, as it was when the last line was printed.
      { allowNoisy, ownCpuSeconds: (benches) => secondsOf(benches.at(-1)!) },
    );
  const energiesThere = async (): Promise<Energy[]> => {
    const energies: Energy[] = [];
    for (const each of threads) {
      const measured = withEnergy
        ? await energyOfImages({ board, files }, source, { ...options, threads: [each] })
        : noEnergy('it is measured for one engine alone');
      energies.push(measured);
    }
    return energies;
  };
  const all = async () => ({ ...(await watch()), energies: await energiesThere() });
  const { result, ...rest } = governor === undefined ? await all() : await withGovernor(board, governor, all);
  return { benches: result, ...rest };
}

const inTurns = ({ length }: readonly number[]): string => (length === 1 ? '' : ' in turns');
const secondsOf = ({ cpu_ns }: BenchOutput): number | null => (cpu_ns === null ? null : cpu_ns / 1e9);

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

/** Verifies, times, writes a report for each number of threads and shows it. Returns the reports' paths. */
export async function measure(measurement: Measurement, options: MeasureOptions): Promise<string[]> {
  const { board, files, exported, sources, sums, accuracy, beside } = measurement;
  const source = options.source ?? sourceOf(board.probe);
  const { verification, benches, conditions, energies } = await withUnchanged(board, sums, async () => ({
    verification: await verify(measurement, options),
    ...(await time(measurement, source, options)),
  }));
  for (const bench of benches) console.log(keptImages(bench));
  const noise = [...conditions.noise, ...noiseOf(benches[0])];
  for (const reason of noise) console.log(`noisy: ${reason}`);

  const place = { board, source, name: benches[0].model.name };
  const engines: EngineResult[][] = [];
  for (const each of beside) engines.push(...(await measureBeside(each, place, options)));

  const { classes } = readModel(exported.model);
  const reportOf = (bench: BenchOutput, k: number): Report =>
    makeReport({
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
      energy: energies[k],
      ...measured(bench),
      ...(engines.length === 0 ? {} : { engines: engines.map((results) => results[k]) }),
    });
  return benches.map((bench, k) => {
    const report = reportOf(bench, k);
    const file = options.out === undefined ? defaultReportFile(report) : userPath(options.out);
    writeReport(file, report);
    console.log(layerTable(report));
    if (engines.length > 0) console.log(comparisonTable(compareReports([report])));
    return file;
  });
}

/** For each engine of it the results by numbers of threads, in their order. */
async function measureBeside(
  beside: Beside[number],
  place: Place,
  options: MeasureOptions,
): Promise<readonly EngineResult[][]> {
  const { threads } = options;
  if ('left_out' in beside) return [threads.map(() => beside)];
  if ('exported' in beside) return [await measureTwin(beside, place, options)];
  const engines: EngineResult[][] = [];
  for (const twin of beside.engine.twins) {
    const results: EngineResult[] = [];
    for (const each of threads) {
      results.push(await measureForeign(beside.engine, twin, place, { ...options, threads: each }));
    }
    engines.push(results);
  }
  return engines;
}

/** Throws E_MISMATCH, as for the network itself; a twin that cannot run is left out. */
async function measureTwin(
  twin: Twin,
  { board, source, name }: Place,
  options: MeasureOptions,
): Promise<EngineResult[]> {
  const results = await orLeftOut(twin.engine, async () => {
    const { engine, files, exported, sums } = twin;
    console.log(`engine ${engine.name}: ${basename(exported.modelFile)} of ${engine.folder}`);
    const { verification, benches, conditions } = await withUnchanged(board, sums, async () => ({
      verification: await verify({ board, files }, options),
      ...(await time({ board, files }, source, options, false)),
    }));
    for (const bench of benches) console.log(keptImages(bench));
    const noise = [...conditions.noise, ...noiseOf(benches[0])];
    for (const reason of noise) console.log(`noisy: ${reason}`);
    return benches.map((bench): EngineResult => ({
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
    }));
  });
  return 'left_out' in results ? options.threads.map(() => results) : results;
}
