// The boards that QEMU emulates, as plain data. A new one is an entry.

export interface EmulatedKind {
  readonly name: string;
  readonly title: string;
  /** Its name for ssh. */
  readonly host: string;
  /** As Debian calls the architecture. */
  readonly architecture: 'arm64' | 'armhf';
  readonly kernel: string;
  /** `disk`: Debian on a disk; `memory`: everything in the initial RAM disk. */
  readonly root: 'disk' | 'memory';
  readonly packages: readonly string[];
  /** Kernel modules that it starts with; what they depend on comes with them. */
  readonly modules: readonly string[];
  readonly qemu: {
    readonly program: string;
    readonly machine: string;
    readonly cpu: string;
    readonly cores: number;
    /** MB. */
    readonly memory: number;
    /** Of the board: that of the wall, or one nanosecond per instruction, on one core. */
    readonly clock: 'wall' | 'instructions';
  };
}

const NETWORK = ['virtio_pci', 'virtio_net', 'virtio_rng'];
const DISK = ['virtio_blk', 'ext4', 'crc32c_generic'];

const DEBIAN = [
  ...['openssh-server', 'bash', 'dash', 'coreutils', 'base-files', 'base-passwd', 'procps', 'grep', 'sed', 'mawk'],
  ...[
    'findutils',
    'hostname',
    'util-linux',
    'mount',
    'login',
    'libc-bin',
    'iproute2',
    'busybox-static',
    'usr-is-merged',
  ],
];

export const EMULATED_KINDS: readonly EmulatedKind[] = [
  {
    name: 'arm64',
    title: 'Debian with OpenSSH on two Cortex-A72, as a Raspberry Pi 4 has them',
    host: 'pi',
    architecture: 'arm64',
    kernel: 'linux-image-cloud-arm64',
    root: 'disk',
    packages: DEBIAN,
    modules: [...NETWORK, ...DISK],
    qemu: { program: 'qemu-system-aarch64', machine: 'virt', cpu: 'cortex-a72', cores: 2, memory: 512, clock: 'wall' },
  },
  {
    name: 'icount',
    title: 'Debian with OpenSSH on one Cortex-A72 whose clock counts instructions: one takes a nanosecond',
    host: 'pi-icount',
    architecture: 'arm64',
    kernel: 'linux-image-cloud-arm64',
    root: 'disk',
    packages: DEBIAN,
    modules: [...NETWORK, ...DISK],
    qemu: {
      ...{ program: 'qemu-system-aarch64', machine: 'virt', cpu: 'cortex-a72', cores: 1, memory: 512 },
      clock: 'instructions',
    },
  },
  {
    name: 'armhf',
    title: 'Debian of 32 bits with OpenSSH on two Cortex-A7, as a Raspberry Pi 2 has them',
    host: 'pi32',
    architecture: 'armhf',
    kernel: 'linux-image-armmp',
    root: 'disk',
    packages: DEBIAN,
    modules: [...NETWORK, ...DISK],
    // This kernel has no LPAE: above 4 GB it would not find the PCI bus.
    qemu: {
      program: 'qemu-system-arm',
      machine: 'virt,highmem=off',
      cpu: 'cortex-a7',
      cores: 2,
      memory: 512,
      clock: 'wall',
    },
  },
  {
    name: 'tiny',
    title: 'BusyBox with Dropbear, without SFTP, and 24 MB of disk, on one Cortex-A53',
    host: 'tiny',
    architecture: 'arm64',
    kernel: 'linux-image-cloud-arm64',
    root: 'memory',
    packages: [
      'busybox-static',
      'dropbear-bin',
      'libc6',
      'libcrypt1',
      'libtomcrypt1',
      'libtommath1',
      'libgmp10',
      'zlib1g',
    ],
    modules: NETWORK,
    qemu: { program: 'qemu-system-aarch64', machine: 'virt', cpu: 'cortex-a53', cores: 1, memory: 128, clock: 'wall' },
  },
];
