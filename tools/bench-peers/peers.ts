// Who is measured, in which release, and how each is held to one thread and, where it can be, to AVX2.
import { join } from 'node:path';
import type { PackageList } from './packages';
import type { Series } from './record';

/** `program`: a C program; `module`: one that Python has to load; `script`: a script of python/. */
export type PeerKind = 'program' | 'module' | 'script';

export interface Peer {
  readonly name: string;
  readonly label: string;
  readonly kind: PeerKind;
  /** The CMake target's name after bitplane-peer-, or the script. */
  readonly file: string;
  /** Its list of packages. */
  readonly packages: PackageList;
  /** What the library does of a layer; null: all of it. */
  readonly only: string | null;
  /** Environment that keeps it from more than AVX2; null where the library has no such switch. */
  readonly avx2: Readonly<Record<string, string>> | null;
  /** Environment that it needs in any case. folder: where its packages are. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** Why a kernel's time is not what the library can do; null: it is. */
  readonly slow: (kernel: string, series: Series) => string | null;
}

export const OURS = {
  name: 'bitplane',
  label: 'Bitplane',
  program: join('bench', 'bitplane-layer-bench'),
  avx2: { BITPLANE_CPU: 'ssse3,popcnt,avx2' },
} as const;

const GENERIC_CORES = /^(prescott|core2|penryn|nehalem|generic|barcelona|bobcat|atom|dunnington|opteron)/i;
const AVX2_CORES = /^(haswell|zen|excavator)$/i;

export const PEERS: readonly Peer[] = [
  {
    name: 'openblas',
    packages: 'openblas',
    label: 'OpenBLAS im2col + sgemm',
    ...{ kind: 'program', file: 'openblas', only: null },
    avx2: { OPENBLAS_CORETYPE: 'Haswell' },
    slow: (kernel, series) => {
      if (GENERIC_CORES.test(kernel)) return `it takes this CPU for ${kernel}`;
      return series === 'native' && AVX2_CORES.test(kernel) ? `it takes this CPU for ${kernel}, without AVX-512` : null;
    },
  },
  {
    name: 'onednn-int8',
    packages: 'onednn',
    label: 'oneDNN int8',
    ...{ kind: 'program', file: 'onednn', only: null },
    avx2: { ONEDNN_MAX_CPU_ISA: 'AVX2' },
    env: (folder) => ({
      OCL_ICD_FILENAMES: join(folder, 'lib/libintelocl.so'),
      LD_LIBRARY_PATH: join(folder, 'lib'),
      ONEAPI_DEVICE_SELECTOR: 'opencl:cpu',
    }),
    slow: (kernel) => (/ref|simple/.test(kernel) ? `it runs its reference ${kernel}` : null),
  },
  {
    name: 'litert-int8',
    packages: 'litert',
    label: 'LiteRT int8 (XNNPACK)',
    ...{ kind: 'script', file: 'litert_layers.py', only: null, avx2: null },
    slow: (kernel) => (kernel === 'XNNPACK' ? null : 'XNNPACK did not take the operator'),
  },
  {
    name: 'openvino',
    packages: 'openvino',
    label: 'OpenVINO BinaryConvolution',
    ...{ kind: 'script', file: 'openvino_layers.py', only: null, avx2: null },
    slow: (kernel) => (/ref/.test(kernel) ? `it runs its reference ${kernel}` : null),
  },
  {
    name: 'numkong',
    packages: 'numkong',
    label: 'NumKong u1',
    ...{ kind: 'module', file: 'numkong', only: 'the product alone, of patches gathered beforehand' },
    avx2: { NUMKONG_CPU: 'haswell' },
    slow: (kernel) => (kernel === 'serial' ? 'it runs its serial kernel' : null),
  },
  {
    name: 'bnn-lab',
    packages: 'bnn-lab',
    label: 'bnn-lab',
    ...{ kind: 'program', file: 'bnn_lab', only: 'the product alone, of patches gathered beforehand' },
    avx2: { BNN_KERNEL: 'avx2' },
    slow: (kernel) => (kernel === 'scalar' ? 'it runs its scalar kernel' : null),
  },
  {
    name: 'lce',
    packages: 'lce',
    label: 'Larq Compute Engine',
    ...{ kind: 'script', file: 'lce_layers.py', only: null, avx2: null },
    slow: () => 'its wheel has portable kernels only; it is made for 64-bit ARM',
  },
];

/** One thread each, whatever the library's way of having more. */
export const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
