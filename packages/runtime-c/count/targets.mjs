// What is counted: each line is an instruction set as a CPU or a mask of features leaves it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countByCallgrind } from './callgrind.mjs';
import { folder } from './places.mjs';
import { isThere, run } from './processes.mjs';
import { countUnderQemu } from './qemu.mjs';

export const LAYERS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'];

const emulated = (name, qemu, cpu, gnu) => ({
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

// As find-zig.cmake finds it.
const cache = process.env.BITPLANE_CACHE ?? join(folder, '../../.cache');
const zig = process.env.BITPLANE_ZIG ?? join(cache, 'ziglang/zig');

// One program for all three, by the same compiler: what vectors save is the quotient of their counts.
const RV64 = { preset: 'riscv64-vectors', prefix: 'riscv64-linux-gnu', apt: 'binutils-riscv64-linux-gnu' };

const riscv = (name, cpu) => ({
  ...emulated(name, 'qemu-riscv64', cpu, RV64),
  compiler: zig,
  versionOf: () => `zig ${run(zig, ['version']).stdout.trim()}`,
  lacks: () =>
    [
      ...(isThere('qemu-riscv64')
        ? []
        : ['qemu-riscv64 is missing (the static one takes no plugins): apt-get install qemu-user']),
      ...(isThere(`${RV64.prefix}-objcopy`) ? [] : [`${RV64.prefix}-objcopy is missing: apt-get install ${RV64.apt}`]),
      ...(existsSync(zig) ? [] : ['zig is missing: npm run setup']),
    ].join('; '),
});

const x86 = (name, mask) => ({
  name,
  preset: 'host',
  mask,
  count: countByCallgrind,
  compiler: process.env.CC ?? 'cc',
  objdump: 'objdump',
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
 * { name, preset: CMake's, compiler, versionOf(): its name and version, where it is not gcc, count(target, layer): see
 * qemu.mjs and callgrind.mjs, lacks(): what is missing here, or '' }. objdump: the program. Those under QEMU also have
 * qemu, cpu; the others a mask for BITPLANE_CPU.
 */
export const TARGETS = [
  emulated('aarch64', 'qemu-aarch64', 'cortex-a72', A64),
  emulated('aarch64-a76', 'qemu-aarch64', 'cortex-a76', A64),
  emulated('armv7', 'qemu-arm', 'cortex-a7', A32),
  riscv('riscv64', 'rv64,v=false'),
  riscv('riscv64-v128', 'rv64,v=true,vlen=128,vext_spec=v1.0'),
  riscv('riscv64-v256', 'rv64,v=true,vlen=256,vext_spec=v1.0'),
  x86('x86_64-avx2', 'ssse3,popcnt,avx2'),
  x86('x86_64-ssse3', 'ssse3,popcnt'),
  x86('x86_64-popcnt', 'popcnt'),
  x86('x86_64-portable', 'portable'),
];
