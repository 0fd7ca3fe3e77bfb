// The programs that a machine should have, and how its owner gets them.
import { tryCommand } from './command.mjs';

const WITHOUT_PYTHON = 'no zig, no clang-format; libtensorflow comes from its official archive instead of the wheel';

/**
 * { name, program, args, atLeast: lowest version, apt, brew: packages, required, costOfMissing }.
 * Required are those without which the main path does not work.
 */
export const PROGRAMS = [
  { name: 'C compiler', program: process.env.CC ?? 'cc', apt: 'gcc', brew: 'gcc', required: true },
  { name: 'C++ compiler', program: process.env.CXX ?? 'c++', apt: 'g++', brew: 'gcc', required: true },
  { name: 'make', program: 'make', apt: 'make', brew: 'make', required: true },
  { name: 'CMake', program: 'cmake', atLeast: '3.21', apt: 'cmake', brew: 'cmake', required: true },
  { name: 'git', program: 'git', apt: 'git', brew: 'git', required: true },
  {
    name: 'Python',
    program: 'python3',
    atLeast: '3.8',
    apt: 'python3',
    brew: 'python',
    costOfMissing: WITHOUT_PYTHON,
  },
  {
    name: 'pip',
    program: 'python3',
    args: ['-m', 'pip', '--version'],
    apt: 'python3-pip',
    brew: 'python',
    costOfMissing: WITHOUT_PYTHON,
  },
];

/** A shell command that succeeds where every one of the programs is there; servers are outside a user's PATH. */
const allOf = (names) => `PATH=$PATH:/usr/sbin:/sbin; for name in ${names}; do command -v $name || exit 1; done`;

/** Programs that the set-up does not ask for. */
export const OPTIONAL_PROGRAMS = [
  {
    name: 'Open MPI',
    program: 'sh',
    // Other mpiruns say other names.
    args: ['-c', "mpirun --version | grep 'Open MPI'"],
    atLeast: '4.1',
    apt: 'openmpi-bin',
    brew: 'open-mpi',
    costOfMissing: 'no training on several ranks (trainer:train --distributed)',
  },
  {
    name: 'QEMU for boards',
    program: 'sh',
    args: ['-c', `${allOf('qemu-system-aarch64 qemu-system-arm qemu-img cpio mke2fs')}; qemu-img --version`],
    apt: 'qemu-system-arm qemu-utils cpio e2fsprogs',
    costOfMissing: 'no emulated boards (deployer:board-up)',
  },
];

/** Programs that only the tests use. */
export const TEST_PROGRAMS = [
  { name: 'qemu for aarch64', program: 'qemu-aarch64-static', apt: 'qemu-user-static' },
  { name: 'qemu for arm', program: 'qemu-arm-static', apt: 'qemu-user-static' },
  { name: 'qemu for riscv64', program: 'qemu-riscv64-static', apt: 'qemu-user-static' },
  { name: 'qemu for s390x', program: 'qemu-s390x-static', apt: 'qemu-user-static' },
  {
    name: 'GNU compiler for aarch64',
    program: 'aarch64-linux-gnu-gcc',
    apt: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  },
  {
    name: 'GNU compiler for arm',
    program: 'arm-linux-gnueabihf-gcc',
    apt: 'gcc-arm-linux-gnueabihf libc6-dev-armhf-cross',
  },
  {
    name: 'GNU compiler for riscv64',
    program: 'riscv64-linux-gnu-gcc',
    apt: 'gcc-riscv64-linux-gnu libc6-dev-riscv64-cross',
  },
  { name: 'GNU binutils for riscv64', program: 'riscv64-linux-gnu-objcopy', apt: 'binutils-riscv64-linux-gnu' },
  {
    name: 'GNU compiler for s390x',
    program: 's390x-linux-gnu-gcc',
    apt: 'gcc-s390x-linux-gnu libc6-dev-s390x-cross',
  },
  {
    name: 'GNU compiler for Cortex-M4',
    program: 'arm-none-eabi-gcc',
    apt: 'gcc-arm-none-eabi libnewlib-arm-none-eabi',
  },
  { name: 'qemu for microcontrollers', program: 'qemu-system-arm', apt: 'qemu-system-arm' },
  { name: 'xxd', program: 'xxd', args: ['-v'], apt: 'xxd' },
  { name: 'qemu with plugins, aarch64', program: 'qemu-aarch64', apt: 'qemu-user' },
  { name: 'qemu with plugins, arm', program: 'qemu-arm', apt: 'qemu-user' },
  { name: 'qemu with plugins, riscv64', program: 'qemu-riscv64', apt: 'qemu-user' },
  { name: 'valgrind', program: 'valgrind', apt: 'valgrind' },
  { name: 'clang', program: 'clang', apt: 'clang' },
  { name: 'clang-tidy', program: 'run-clang-tidy', args: ['--help'], apt: 'clang-tidy' },
  {
    name: 'libFuzzer',
    program: 'sh',
    args: ['-c', "echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | clang -x c -fsanitize=fuzzer - -o /dev/null"],
    apt: 'libclang-rt-dev',
  },
  { name: 'Chromium', program: 'chromium', apt: 'chromium' },
  {
    name: 'SSH servers',
    program: 'sh',
    args: ['-c', allOf('sshd dropbear tinysshd ssh-keyscan')],
    apt: 'openssh-client openssh-server dropbear-bin tinysshd',
  },
  {
    name: 'hosts in namespaces',
    program: 'sh',
    args: ['-c', allOf('ip tc unshare nsenter taskset ssh ssh-keygen sshd mpirun')],
    apt: 'iproute2 util-linux openssh-client openssh-server openmpi-bin',
  },
  {
    name: 'login shells',
    program: 'sh',
    args: ['-c', allOf('dash zsh mksh ksh93 bsd-csh tcsh fish busybox')],
    apt: 'dash zsh mksh ksh93u+m csh tcsh fish busybox-static',
  },
].map((program) => ({ ...program, costOfMissing: '`npm test` skips what needs it' }));

/** Resolves to [{ ...program, found: version or null, fits }], in the list's order. */
export const inspect = (programs) =>
  Promise.all(
    programs.map(async (wanted) => {
      const { exitCode, stdout, stderr } = await tryCommand(wanted.program, wanted.args ?? ['--version']);
      const found = exitCode === 0 ? (/\d+\.\d+(\.\d+)?/.exec(stdout + stderr)?.[0] ?? 'there') : null;
      return {
        ...wanted,
        found,
        fits: found !== null && (wanted.atLeast === undefined || isAtLeast(found, wanted.atLeast)),
      };
    }),
  );

/** Compares versions number by number: 3.9 is below 3.10. */
export function isAtLeast(version, lowest) {
  const [left, right] = [version, lowest].map((text) => text.split('.').map(Number));
  const at = right.findIndex((number, i) => (left[i] ?? 0) !== number);
  return at < 0 || (left[at] ?? 0) > right[at];
}

/** The one message about what is missing, with the line that installs it. */
export function missingMessage(missing) {
  const list = missing.map(
    ({ name, program, atLeast, found }) =>
      `${name}${atLeast ? ` ≥ ${atLeast}` : ''} (${program}: ${found === null ? 'not found' : `found ${found}`})`,
  );
  const packages = (kind) => [...new Set(missing.flatMap((program) => program[kind]?.split(' ') ?? []))].join(' ');
  return [
    `missing: ${list.join(', ')}`,
    `  Debian, Ubuntu:  sudo apt-get install -y ${packages('apt')}`,
    ...(packages('brew') ? [`  macOS:           xcode-select --install; brew install ${packages('brew')}`] : []),
  ].join('\n');
}
