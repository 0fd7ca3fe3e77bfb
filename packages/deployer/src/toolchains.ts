// Which toolchain builds for which board. The files lie in packages/runtime-c/cmake/toolchains.
import { BitplaneError } from '@bitplane/model';
import { UNKNOWN, type Probe } from './board/probe';

export interface Toolchain {
  /** `host`, or the name of a toolchain file. */
  readonly name: string;
  /** musl makes static programs, which run where there is no glibc. */
  readonly libc: 'gnu' | 'musl';
}

/** Builds for this computer with its own compiler. */
export const HOST_TOOLCHAIN = 'host';

const BY_ARCHITECTURE: Readonly<Record<string, string>> = {
  aarch64: 'zig-aarch64-linux',
  arm: 'zig-arm-linux',
  armv6: 'zig-armv6-linux',
  x86_64: 'zig-x86_64-linux',
  riscv64: 'zig-riscv64-linux',
};

/**
 * `chosen` if the user chose one. Else the stand-in, which is this computer, gets the host's, boards get zig. Throws
 * E_BOARD where nothing fits.
 */
export function toolchainFor(host: string, probe: Probe, chosen?: string): Toolchain {
  const libc = probe.libc?.startsWith('glibc') ? 'gnu' : 'musl';
  if (chosen !== undefined) return { name: chosen, libc };
  if (probe.standIn) return { name: HOST_TOOLCHAIN, libc };
  const name = builderFor(probe);
  if (name !== null) return { name, libc };
  const { system, architecture, machine } = probe;
  if (architecture === UNKNOWN) {
    throw new BitplaneError(
      'E_BOARD',
      `${host} does not report its architecture (neither "uname -m" nor the first bytes of /bin/sh): choose how to build with --toolchain, or give a program with --program`,
    );
  }
  const known = Object.keys(BY_ARCHITECTURE)
    .filter((name) => name !== 'armv6')
    .join(', ');
  throw new BitplaneError(
    'E_BOARD',
    `${host}: expected Linux on ${known} (ARMv6 or later), got ${system} on ${architecture} (${machine}): build the program on the board itself (packages/runtime-c/README.md) and give it with --program`,
  );
}

/** The toolchain file that builds for a board; null if none does. */
export function builderFor({ system, architecture, machine }: Probe): string | null {
  if (system !== 'Linux' || /^armv[345]/.test(machine)) return null;
  // The first Raspberry Pi and the Zero; a program for ARMv7 would end there with an illegal instruction.
  const isOld = architecture === 'arm' && machine.startsWith('armv6');
  return BY_ARCHITECTURE[isOld ? 'armv6' : architecture] ?? null;
}
