// What is counted: each line is an instruction set as a CPU or a mask of features leaves it.
import { readFileSync } from 'node:fs';
import { countByCallgrind } from './callgrind.mjs';
import { isThere } from './processes.mjs';
import { countUnderQemu } from './qemu.mjs';

export const LAYERS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'];

const arm = (name, qemu, cpu, gnu) => ({
  name,
  preset: gnu.preset,
  qemu,
  cpu,
  count: countUnderQemu,
  compiler: `${gnu.prefix}-gcc`,
  objdump: `${gnu.prefix}-objdump`,
  lacks: () =>
    [
      ...(isThere(qemu) ? [] : [`${qemu} is missing (the static one takes no plugins): apt-get install qemu-user`]),
      ...(isThere(`${gnu.prefix}-gcc`) ? [] : [`${gnu.prefix}-gcc is missing: apt-get install ${gnu.apt}`]),
    ].join('; '),
});
const A64 = { preset: 'aarch64', prefix: 'aarch64-linux-gnu', apt: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross' };
const A32 = { preset: 'arm', prefix: 'arm-linux-gnueabihf', apt: 'gcc-arm-linux-gnueabihf libc6-dev-armhf-cross' };

const x86 = (name, mask) => ({
  name,
  preset: 'host',
  mask,
  count: countByCallgrind,
  compiler: process.env.CC ?? 'cc',
  lacks: () => {
    if (process.arch !== 'x64' || process.platform !== 'linux')
      return `this machine is ${process.platform}-${process.arch}`;
    if (!isThere('valgrind')) return 'valgrind is missing: apt-get install valgrind';
    const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' '));
    const missing = mask.split(',').filter((feature) => feature !== 'portable' && !flags.has(feature));
    return missing.length > 0 ? `this CPU has no ${missing.join(', ')}` : '';
  },
});

/**
 * { name, preset: CMake's, compiler, count(target, layer): see qemu.mjs and callgrind.mjs, lacks(): what is missing
 * here, or '' }. Those under QEMU also have qemu, cpu, objdump; the others a mask for BITPLANE_CPU.
 */
export const TARGETS = [
  arm('aarch64', 'qemu-aarch64', 'cortex-a72', A64),
  arm('aarch64-a76', 'qemu-aarch64', 'cortex-a76', A64),
  arm('armv7', 'qemu-arm', 'cortex-a7', A32),
  x86('x86_64-avx2', 'ssse3,popcnt,avx2'),
  x86('x86_64-ssse3', 'ssse3,popcnt'),
  x86('x86_64-popcnt', 'popcnt'),
  x86('x86_64-portable', 'portable'),
];
