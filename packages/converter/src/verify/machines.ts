// The machines on which the C program may be there: this one, and those that an emulator or Node stands for.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { didYouMean, findHostProgram, onBoardProgram, runtimeFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

/** How to start the C program. */
export interface Launch {
  /** The program, after an emulator and its arguments where it needs one. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Machine {
  readonly name: string;
  /** How to start the program there, or what is missing and what to do about it. */
  readonly find: () => Launch | string;
}

/** A program that runs by itself. */
export const launch = (program: string): Launch => ({ command: [program] });

const host: Machine = {
  name: 'host',
  find: () => {
    const program = findHostProgram();
    if (program !== null) return launch(program);
    return `no program at ${onBoardProgram()}: build it with npx nx run runtime-c:build, or name one in BITPLANE_PROGRAM`;
  },
};

/** A machine that stands for another, and the build for it. */
export interface Emulated {
  readonly name: string;
  /** Of CMake. */
  readonly preset: string;
  readonly emulator: readonly string[];
  readonly env?: Launch['env'];
}

/** The CPUs are those of old boards: qemu's own choice would accept instructions that these lack. */
export const EMULATED: readonly Emulated[] = [
  {
    ...{ name: 'aarch64', preset: 'aarch64', emulator: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'] },
    env: { QEMU_CPU: 'cortex-a53' },
  },
  {
    ...{ name: 'armv7', preset: 'arm', emulator: ['qemu-arm-static', '-L', '/usr/arm-linux-gnueabihf'] },
    env: { QEMU_CPU: 'cortex-a7' },
  },
  {
    ...{ name: 'riscv64', preset: 'riscv64', emulator: ['qemu-riscv64-static', '-L', '/usr/riscv64-linux-gnu'] },
    env: { QEMU_CPU: 'sifive-u54' },
  },
  {
    ...{ name: 'wasm32', preset: 'wasm32' },
    emulator: [process.execPath, '--no-warnings', runtimeFolder('cmake/run-wasi.mjs')],
  },
];

/** The C program that CMake builds by the preset. */
export const builtProgram = (preset: string): string => runtimeFolder('build', preset, 'bitplane');

const emulated = ({ name, preset, emulator, env }: Emulated): Machine => ({
  name,
  find: () => {
    const program = builtProgram(preset);
    if (!existsSync(program)) {
      const build = `cmake --preset ${preset} && cmake --build --preset ${preset}`;
      return `no program at ${program}: build it in ${runtimeFolder()} with ${build}`;
    }
    if (!isInstalled(emulator[0])) return `no ${emulator[0]} on PATH: install qemu-user-static`;
    return { command: [...emulator, program], env };
  },
});

const isInstalled = (program: string): boolean =>
  existsSync(program) || (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Big-endian machines are not among them: the program rejects models there. */
export const MACHINES: readonly Machine[] = [host, ...EMULATED.map(emulated)];

/** Throws E_USAGE for a name that none has. */
export function machineNamed(name: string): Machine {
  const machine = MACHINES.find((each) => each.name === name);
  if (machine !== undefined) return machine;
  const names = MACHINES.map((each) => each.name);
  throw new BitplaneError(
    'E_USAGE',
    `expected --architectures to list some of ${names.join(', ')}, got "${name}"${didYouMean(name, names)}`,
  );
}
