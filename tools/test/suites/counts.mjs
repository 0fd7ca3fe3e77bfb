// The guard against slower kernels: instructions of a layer, counted and compared with the record in
// packages/runtime-c/count.
import { join } from 'node:path';
import { root } from '../../setup/places.mjs';
import { missingOf } from './c-runtime.mjs';
import { commandCheck } from './command-check.mjs';

const program = join(root, 'packages/runtime-c/count/main.mjs');

/**
 * A suite that passes where no count of the targets has grown. programs: names in TEST_PROGRAMS that it needs; needs:
 * steps of the set-up.
 */
const countSuite = ({ name, what, targets, programs, needs = [] }) => ({
  ...commandCheck({ name, what, needs }, () => [process.execPath, [program, '--check', '--only', targets.join(',')]]),
  lacks: () => missingOf(programs),
  isOfOneCore: true,
});

export const counts = [
  countSuite({
    name: 'count-aarch64',
    what: 'instructions of layers on aarch64',
    targets: ['aarch64', 'aarch64-a76'],
    programs: ['GNU compiler for aarch64', 'qemu with plugins, aarch64'],
  }),
  countSuite({
    name: 'count-armv7',
    what: 'instructions of layers on armv7',
    targets: ['armv7'],
    programs: ['GNU compiler for arm', 'qemu with plugins, arm'],
  }),
  countSuite({
    name: 'count-riscv64',
    what: 'instructions of layers on riscv64, without vectors and with',
    targets: ['riscv64', 'riscv64-v128', 'riscv64-v256'],
    programs: ['GNU binutils for riscv64', 'qemu with plugins, riscv64'],
    needs: ['zig'],
  }),
  countSuite({
    name: 'count-x86_64',
    what: 'instructions of layers on x86-64',
    targets: ['x86_64-avx2', 'x86_64-ssse3', 'x86_64-popcnt', 'x86_64-portable'],
    programs: ['valgrind'],
  }),
];
