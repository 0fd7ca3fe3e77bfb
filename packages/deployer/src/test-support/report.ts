// A whole report for tests, with whatever matters to a test changed.
import { noEnergy, type Report, type Times } from '../report/schema';

/** Times of ten rounds, whose medians are up to 0.9 % apart. */
export const timesAround = (median_ns: number): Times => ({
  median_ns,
  p5_ns: median_ns * 0.99,
  p95_ns: median_ns * 1.04,
  min_ns: median_ns * 0.98,
  round_medians_ns: [-4, 3, 0, -2, 5, -1, 2, -3, 1, 4].map((thousandths) => median_ns * (1 + thousandths / 1000)),
});

export const aReport = (changes: Partial<Report> = {}): Report => ({
  schema: 'bitplane-report/2',
  engine: 'bitplane',
  label: 'one bit',
  created: '2026-02-03T04:05:06.789Z',
  host: 'pi',
  source: 'board',
  board: {
    model: 'Raspberry Pi 4 Model B Rev 1.1',
    architecture: 'aarch64',
    libc: 'glibc 2.36',
    cpu: 'Cortex-A72',
    cores: 4,
    features: ['neon'],
    stand_in: false,
  },
  conditions: {
    governor: 'performance',
    load_average: 0.1,
    temperature_c: { before: 48.3, after: 51.6 },
    frequency_mhz: { before: 1500, after: 1500, max: 1500 },
    throttling: { before: [], after: [], since_boot: [] },
    other_cores: { before: 0.02, during: 0.03 },
    processes: [{ name: 'sshd', cores: 0.02 }],
    noise: [],
  },
  program: { version: '0.1.0', compiler: 'clang 21', flags: '-O2', commit: 'a'.repeat(40), dirty: false },
  model: {
    name: 'reference',
    file: 'model.bpm',
    sha256: '0'.repeat(64),
    nbytes: 108_000,
    weight_bits: 1,
    classes: null,
  },
  accuracy: { images: 200, correct: 121 },
  verify: { images: 4, tensors: 40, mismatches: 0 },
  start: { load_cold_ns: 9_000_000, load_warm_ns: 1_500_000, first_image_ns: 2_000_000 },
  memory: { arena_nbytes: 190_000, peak_nbytes: 2_000_000 },
  energy: noEnergy('Linux knows no power sensor of this board'),
  benchmark: {
    threads: 1,
    repeats: 100,
    dropped: 0,
    forced_cpu: null,
    kernel_choice: { by: 'cpu-part' },
    total: timesAround(1_250_000),
    layers: [
      { name: 'conv1', kind: 'int8-conv2d', kernel: 'bitplane_igemm_4x8__neon', ...timesAround(900_000) },
      { name: 'pool1', kind: 'bit-max-pool', kernel: 'portable', ...timesAround(350_000) },
    ],
  },
  ...changes,
});
