// The C program for this machine and, under emulation, for two kinds of boards.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';

export interface Machine {
  readonly name: string;
  /** Of CMake, whose build holds the program. */
  readonly preset: string;
  readonly emulator: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A Pi 3's and a Pi 2's core: qemu's default would let an instruction pass that they do not have. */
export const MACHINES: readonly Machine[] = [
  { name: 'x86-64', preset: 'host', emulator: [], env: {} },
  {
    ...{ name: 'aarch64', preset: 'aarch64', emulator: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'] },
    env: { QEMU_CPU: 'cortex-a53' },
  },
  {
    ...{ name: 'armv7', preset: 'arm', emulator: ['qemu-arm-static', '-L', '/usr/arm-linux-gnueabihf'] },
    env: { QEMU_CPU: 'cortex-a7' },
  },
];

const runtime = (): string => join(workspaceRoot(), 'packages/runtime-c');
const programOf = ({ preset }: Machine): string => join(runtime(), 'build', preset, 'bitplane');

/** Builds the program of each. Throws E_SETUP where a compiler is missing. */
export async function buildPrograms(machines: readonly Machine[], signal: AbortSignal): Promise<void> {
  for (const { preset } of machines) {
    const release = await lockFolder(join(runtime(), 'build', preset), signal);
    try {
      await cmake(['--preset', preset]);
      await cmake(['--build', '--preset', preset, '-j', '2', '--target', 'bitplane-program']);
    } finally {
      release();
    }
  }
}

async function cmake(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runToEnd('cmake', args, { name: 'cmake', cwd: runtime() });
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').at(-1);
  throw new BitplaneError('E_SETUP', `cmake ${args.join(' ')}: ${said}; npm run doctor names the compilers`);
}

/** Whether its program is built. */
export const isBuilt = (machine: Machine): boolean => existsSync(programOf(machine));

/** `bitplane run` there: the scores of each image. Throws E_PROGRAM. */
export async function scoresOn(machine: Machine, model: string, images: string): Promise<Float32Array[]> {
  const output = await runProgram(machine, ['run', '--model', model, '--input', images]);
  const lines = output.trim().split('\n');
  return lines.map((line) => Float32Array.from((JSON.parse(line) as { logits: number[] }).logits));
}

/** Standard output of the program. Throws E_PROGRAM, E_INTERRUPTED. */
export async function runProgram(machine: Machine, args: readonly string[]): Promise<string> {
  const [program, ...before] = [...machine.emulator, programOf(machine)];
  const running = { name: `bitplane ${args[0]} on ${machine.name}`, env: machine.env };
  const { exitCode, stdout, stderr } = await runToEnd(program, [...before, ...args], running);
  if (exitCode === 0) return stdout;
  throw new BitplaneError('E_PROGRAM', `${running.name}: expected exit status 0, got ${exitCode}: ${stderr.trim()}`);
}
