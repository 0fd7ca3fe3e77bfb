// The C program for this machine and, under emulation, for two kinds of boards.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder, workspaceRoot } from '@bitplane/cli';
import { builtProgram, EMULATED, type Emulated } from '@bitplane/converter';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';

/** What an emulator starts, or, with an empty one, this machine itself. */
export type Machine = Emulated;

const BOARDS: readonly string[] = ['aarch64', 'armv7'];

export const MACHINES: readonly Machine[] = [
  { name: 'x86-64', preset: 'host', emulator: [] },
  ...EMULATED.filter(({ name }) => BOARDS.includes(name)),
];

const runtime = (): string => join(workspaceRoot(), 'packages/runtime-c');

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
export const isBuilt = (machine: Machine): boolean => existsSync(builtProgram(machine.preset));

/** `bitplane run` there: the scores of each image. Throws E_PROGRAM. */
export async function scoresOn(machine: Machine, model: string, images: string): Promise<Float32Array[]> {
  const output = await runProgram(machine, ['run', '--model', model, '--input', images]);
  const lines = output.trim().split('\n');
  return lines.map((line) => Float32Array.from((JSON.parse(line) as { logits: number[] }).logits));
}

/** Standard output of the program. Throws E_PROGRAM, E_INTERRUPTED. */
export async function runProgram(machine: Machine, args: readonly string[]): Promise<string> {
  const [program, ...before] = [...machine.emulator, builtProgram(machine.preset)];
  const running = { name: `bitplane ${args[0]} on ${machine.name}`, env: machine.env };
  const { exitCode, stdout, stderr } = await runToEnd(program, [...before, ...args], running);
  if (exitCode === 0) return stdout;
  throw new BitplaneError('E_PROGRAM', `${running.name}: expected exit status 0, got ${exitCode}: ${stderr.trim()}`);
}
