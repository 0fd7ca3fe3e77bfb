// The record of a run in the manner of MLPerf Tiny, bitplane-mlperf-tiny/1, and whether the benchmark's rules would
// accept its numbers.
import type { StreamOutput } from '../board/program-output';
import type { Report } from '../report/schema';

/** The quality target of image classification by the rules, version 1.2; windows as the benchmark's runner has them. */
export const RULES = { windows: 5, windowSeconds: 10, targetPercent: 85 } as const;

/** Of test_batch.bin in the official binary version, 10,000 images. */
export const CIFAR10_TEST = '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b';

export interface Window {
  /** Number of the test image that was classified. */
  readonly image: number;
  readonly inferences: number;
  readonly seconds: number;
  readonly inferences_per_second: number;
}

export interface Performance {
  /** Each window was to be at least as long. */
  readonly asked_seconds: number;
  readonly threads: number;
  readonly windows: readonly Window[];
  readonly median_inferences_per_second: number;
}

export interface Accuracy {
  readonly images: number;
  readonly correct: number;
  readonly top1_percent: number;
  readonly data_sha256: string;
  /** Whether those are all of CIFAR-10's test images, in their order. */
  readonly is_cifar10_test: boolean;
  readonly target_percent: number;
  /** Null where the images are other ones: the target is one on CIFAR-10. */
  readonly target_met: boolean | null;
}

export interface Results extends Pick<
  Report,
  'host' | 'source' | 'board' | 'conditions' | 'program' | 'model' | 'verify'
> {
  readonly schema: 'bitplane-mlperf-tiny/1';
  readonly created: string;
  readonly benchmark: 'image classification';
  readonly division: 'open';
  readonly submitter: string;
  /** Empty where the numbers are of the kind that the rules ask for; nobody has reviewed them in either case. */
  readonly not_valid: readonly string[];
  readonly operating_system: string;
  readonly arena_nbytes: number;
  readonly performance: Performance;
  readonly accuracy: Accuracy;
}

const windowOf = ({ image, images, ns }: StreamOutput): Window => ({
  image,
  inferences: images,
  seconds: ns / 1e9,
  inferences_per_second: images / (ns / 1e9),
});

/** Of an odd number of windows. */
export function performanceOf(streams: readonly StreamOutput[], askedSeconds: number): Performance {
  const windows = streams.map(windowOf);
  const rising = windows.map((window) => window.inferences_per_second).sort((a, b) => a - b);
  return {
    asked_seconds: askedSeconds,
    threads: streams[0].threads,
    windows,
    median_inferences_per_second: rising[(rising.length - 1) / 2],
  };
}

/** The target is compared with the counts, not with rounded per cent. dataSha256: of the records. */
export function accuracyOf({ images, correct }: { images: number; correct: number }, dataSha256: string): Accuracy {
  const isCifar10Test = dataSha256 === CIFAR10_TEST;
  return {
    ...{ images, correct },
    top1_percent: (100 * correct) / images,
    data_sha256: dataSha256,
    is_cifar10_test: isCifar10Test,
    target_percent: RULES.targetPercent,
    target_met: isCifar10Test ? 100 * correct >= RULES.targetPercent * images : null,
  };
}

/** Why the rules would not accept the numbers. */
export function notValid({ windows }: Performance, accuracy: Accuracy): string[] {
  const shortest = Math.min(...windows.map(({ seconds }) => seconds));
  return [
    ...(windows.length === RULES.windows ? [] : [`there are ${windows.length} windows, not ${RULES.windows}`]),
    ...(shortest >= RULES.windowSeconds
      ? []
      : [`the shortest window took ${shortest.toFixed(2)} s; the rules ask for at least ${RULES.windowSeconds} s`]),
    ...(accuracy.is_cifar10_test
      ? []
      : [
          "the images are not CIFAR-10's 10,000 test images, and the open division asks for the benchmark's own data set",
        ]),
  ];
}
