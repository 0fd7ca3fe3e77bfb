// A whole report for tests, with whatever matters to a test changed.
import type { Report } from '../report/schema';

export const aReport = (changes: Partial<Report> = {}): Report => ({
  schema: 'bitplane-report/1',
  engine: 'bitplane',
  label: 'one bit',
  created: '2026-02-03T04:05:06.789Z',
  host: 'pi',
  board: {
    model: 'Raspberry Pi 4 Model B Rev 1.1',
    architecture: 'aarch64',
    libc: 'glibc 2.36',
    cpu: 'Cortex-A72',
    cores: 4,
    features: ['neon'],
    governor: 'performance',
    temperature_c: 48.3,
    load_average: 0.1,
    stand_in: false,
    emulated: false,
  },
  program: { version: '0.1.0', compiler: 'clang 21', flags: '-O2', commit: 'a'.repeat(40), dirty: false },
  model: { name: 'reference', file: 'model.bpm', sha256: '0'.repeat(64), nbytes: 108_000, weight_bits: 1 },
  accuracy: { images: 200, correct: 121 },
  verify: { images: 4, tensors: 40, mismatches: 0 },
  benchmark: {
    threads: 1,
    repeats: 100,
    forced_cpu: null,
    kernel_choice: { by: 'cpu-part' },
    total: { median_ns: 1_250_000, p95_ns: 1_300_000, min_ns: 1_240_000 },
    layers: [
      { name: 'conv1', kind: 'int8-conv2d', kernel: 'bitplane_igemm_4x8__neon', median_ns: 900_000, p95_ns: 910_000 },
      { name: 'pool1', kind: 'bit-max-pool', kernel: 'portable', median_ns: 350_000, p95_ns: 360_000 },
    ],
  },
  ...changes,
});
