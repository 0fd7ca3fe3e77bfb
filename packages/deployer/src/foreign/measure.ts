// An engine that is not ours, on a board: verified up to a tolerance, timed as our own program is, and left out with
// the reason where it cannot run or gives other scores.
import type { OpenBoard } from '../board/open';
import { withGovernor } from '../board/governor';
import type { Timing } from '../board/program';
import { watchBoard } from '../board/watch';
import { orLeftOut, type EngineOptions } from '../engines';
import type { EngineResult, Source } from '../report/schema';
import { sha256 } from '../ssh';
import { readTwinFiles } from '../twin-record';
import { SCORES, type ForeignEngine, type ForeignTwin } from './engines';
import { withForeignFiles, type ForeignTimes } from './run';

export interface Place {
  readonly board: OpenBoard;
  readonly source: Source;
  /** Of the network, which the twin's file calls otherwise. */
  readonly name: string;
}

export interface ForeignMeasureOptions extends EngineOptions, Timing {
  readonly threads: number;
  readonly timeout: number;
  readonly governor?: string;
  readonly label?: string;
}

export const measureForeign = (
  engine: ForeignEngine,
  twin: ForeignTwin,
  { board, source, name }: Place,
  options: ForeignMeasureOptions,
): Promise<EngineResult> =>
  orLeftOut({ name: twin.engine }, async () => {
    console.log(`engine ${twin.engine}: ${twin.file}`);
    const files = readTwinFiles(options, [twin.file, SCORES]);
    const { governor, threads, timeout: timeoutSeconds, seconds, repeats } = options;
    const { allowNoisy = source === 'emulated' } = options;
    const { result, conditions } = await withForeignFiles(board, { engine, twin, files, options }, (time) => {
      const watch = () =>
        watchBoard(board, () => time({ threads, timeoutSeconds, seconds, repeats, allowNoisy }), {
          allowNoisy,
          ownCpuSeconds: ({ cpu_ns }) => cpu_ns / 1e9,
        });
      return governor === undefined ? watch() : withGovernor(board, governor, watch);
    });
    const noise = [...conditions.noise, ...noiseOf(result)];
    print(result);
    for (const reason of noise) console.log(`noisy: ${reason}`);
    const bytes = files.get(twin.file)!;
    const { release, python, kernels, largest_difference, tolerance } = result;
    return {
      engine: twin.engine,
      label: labelOf(twin, options),
      conditions: { ...conditions, noise },
      model: {
        ...{ name, file: twin.file, sha256: sha256(bytes), nbytes: bytes.length },
        ...{ weight_bits: twin.weightBits, classes: null },
      },
      verify: { images: result.images, tensors: result.images, mismatches: 0 },
      start: { load_cold_ns: null, load_warm_ns: result.load_ns, first_image_ns: result.first_image_ns },
      memory: { arena_nbytes: null, peak_nbytes: result.peak_nbytes },
      benchmark: {
        ...{ threads: result.threads, ...(result.cores && { cores: result.cores }) },
        ...{ repeats: result.repeats, dropped: result.dropped },
        ...{ forced_cpu: null, kernel_choice: null, total: result.total, layers: [] },
      },
      foreign: { package: result.package, release, python, kernels, largest_difference, tolerance },
      left_out: null,
    };
  });

const labelOf = ({ engine, label }: ForeignTwin, { label: given, threads }: ForeignMeasureOptions): string =>
  given === undefined ? `${label}${threads === 1 ? '' : `, ${threads} threads`}` : `${given}, ${engine}`;

const noiseOf = ({ noisy, rounds, repeats }: ForeignTimes): string[] =>
  noisy ? [`the core was disturbed in most of ${rounds.run} rounds; all ${repeats} images were taken`] : [];

function print({
  images,
  scores,
  largest_difference,
  tolerance,
  repeats,
  dropped,
  rounds,
  kernels,
}: ForeignTimes): void {
  const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
  console.log(
    `verify: ${scores} scores of ${images} images, up to ${percent(largest_difference)} of the largest score away (${percent(tolerance)} allowed)`,
  );
  const left = dropped === 0 ? '' : `, ${dropped} more dropped since the core was disturbed`;
  console.log(`bench: ${repeats} images in ${rounds.counted} rounds${left}; ${kernels}`);
}
