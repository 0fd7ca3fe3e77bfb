// Who is measured, and how each is held to one thread and, where it can be, to AVX2.
import { join } from 'node:path';

export interface Peer {
  readonly name: string;
  /** Debian packages that it needs, its libraries' own included. */
  readonly packages: readonly string[];
  /** In the folder of the build. */
  readonly program: string;
  /** Environment that keeps it from more than AVX2; null where the library has no such switch. */
  readonly avx2: Readonly<Record<string, string>> | null;
}

export const OURS: Peer = {
  name: 'bitplane',
  packages: [],
  program: join('bench', 'bitplane-layer-bench'),
  avx2: { BITPLANE_CPU: 'ssse3,popcnt,avx2' },
};

export const PEERS: readonly Peer[] = [
  {
    name: 'openblas',
    packages: ['libopenblas-pthread-dev', 'libopenblas0-pthread', 'libgfortran5', 'libgomp1'],
    program: join('bench', 'bitplane-peer-openblas'),
    avx2: { OPENBLAS_CORETYPE: 'Zen' },
  },
  {
    name: 'onednn-int8',
    packages: ['libdnnl-dev', 'libdnnl2', 'libgomp1', 'ocl-icd-libopencl1'],
    program: join('bench', 'bitplane-peer-onednn'),
    avx2: { DNNL_MAX_CPU_ISA: 'AVX2' },
  },
  {
    name: 'xnnpack-qs8',
    packages: ['libxnnpack-dev', 'libxnnpack0', 'libpthreadpool-dev', 'libpthreadpool0', 'libcpuinfo0'],
    program: join('bench', 'bitplane-peer-xnnpack'),
    avx2: null,
  },
];

/** One thread each, whatever the library's way of having more. */
export const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
