// CTest: the C runtime's own tests, on this machine, with sanitizers, and cross-compiled under qemu.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { command, tryCommand } from '../../setup/command.mjs';
import { inspect, TEST_PROGRAMS } from '../../setup/machine.mjs';
import { root } from '../../setup/places.mjs';
import { countCTest } from '../counts/ctest.mjs';

const folder = join(root, 'packages/runtime-c');

/**
 * A suite that builds a CMake preset and runs its tests. programs: names in TEST_PROGRAMS that it needs; needs: steps
 * of the set-up.
 */
const presetSuite = ({ name, what, preset, programs = [], needs = [] }) => ({
  name,
  what,
  needs,
  lacks: () => missingOf(programs),
  run: async () => {
    await command('cmake', ['-P', 'cmake/forget-moved-build.cmake'], { cwd: folder });
    await command('cmake', ['--preset', preset], { cwd: folder });
    await command('cmake', ['--build', '--preset', preset], { cwd: folder });
    const report = join(folder, 'build', preset, 'report.xml');
    rmSync(report, { force: true });
    // Nearly every test has one thread.
    const args = ['--preset', preset, '--parallel', '2', '--output-on-failure', '--output-junit', report];
    const { stdout, stderr } = await tryCommand('ctest', args, { cwd: folder });
    return { ...countCTest(readFileSync(report, 'utf8')), output: stdout + stderr };
  },
});

/** What the machine lacks of `programs`, names in TEST_PROGRAMS, and how to get it; '' for nothing. */
export async function missingOf(programs) {
  const missing = (await inspect(TEST_PROGRAMS.filter(({ name }) => programs.includes(name)))).filter(
    ({ fits }) => !fits,
  );
  return missing.map(({ name, apt }) => `${name} is missing: apt-get install ${apt}`).join('; ');
}

export const cRuntime = [
  presetSuite({ name: 'c-host', what: 'C runtime on this machine', preset: 'host' }),
  presetSuite({ name: 'c-clang', what: 'C runtime by clang', preset: 'clang', programs: ['clang'] }),
  presetSuite({ name: 'c-portable', what: 'C runtime without instruction-set extensions', preset: 'portable' }),
  presetSuite({ name: 'c-sanitize', what: 'C runtime with sanitizers', preset: 'sanitize' }),
  presetSuite({ name: 'c-tsan', what: 'C runtime with the thread sanitizer', preset: 'sanitize-threads' }),
  presetSuite({
    name: 'c-aarch64',
    what: 'C runtime for aarch64 under qemu',
    preset: 'aarch64',
    programs: ['GNU compiler for aarch64', 'qemu for aarch64'],
  }),
  presetSuite({
    name: 'c-arm',
    what: 'C runtime for armv7 under qemu',
    preset: 'arm',
    programs: ['GNU compiler for arm', 'qemu for arm'],
  }),
  presetSuite({
    name: 'c-riscv64',
    what: 'C runtime for riscv64 under qemu',
    preset: 'riscv64',
    programs: ['GNU compiler for riscv64', 'qemu for riscv64'],
  }),
  presetSuite({
    name: 'c-riscv64-vectors',
    what: 'C runtime for riscv64 with vectors under qemu',
    preset: 'riscv64-vectors',
    programs: ['GNU binutils for riscv64', 'qemu for riscv64'],
    needs: ['zig'],
  }),
  presetSuite({
    name: 'c-s390x',
    what: 'C runtime rejecting a big-endian machine',
    preset: 's390x',
    programs: ['GNU compiler for s390x', 'qemu for s390x'],
  }),
  presetSuite({
    name: 'c-wasm32',
    what: 'C runtime for WebAssembly under Node',
    preset: 'wasm32',
    needs: ['zig'],
  }),
  presetSuite({
    name: 'c-cortex-m4',
    what: 'C runtime on a bare Cortex-M4 under qemu',
    preset: 'cortex-m4',
    programs: ['GNU compiler for Cortex-M4', 'qemu for microcontrollers', 'xxd'],
  }),
  presetSuite({
    name: 'c-cortex-m4-reference',
    what: 'C runtime on a bare Cortex-M4 with the kinds of the reference network only',
    preset: 'cortex-m4-reference',
    programs: ['GNU compiler for Cortex-M4', 'qemu for microcontrollers'],
  }),
];
