// The program for a board: the one that the user gives, one that was built for a release, or one that is built for it.
import { existsSync } from 'node:fs';
import { readWhole, sourceState, UNKNOWN_SOURCES, userPath, type SourceState } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { ELF_HEAD_NBYTES, elfArchitecture } from './board/elf';
import type { OpenBoard } from './board/open';
import { UNKNOWN } from './board/probe';
import { crossCompile } from './cross-compile';
import { prebuiltProgram } from './prebuilt-program';
import { builderFor, toolchainFor } from './toolchains';

export interface ProgramOptions {
  /** A program to use instead of one that is built. */
  readonly program?: string;
  readonly toolchain?: string;
}

interface Program {
  readonly program: Buffer;
  readonly sources: SourceState;
}

/** Throws E_BOARD where nothing fits the board, and what building throws. */
export async function obtainProgram(board: OpenBoard, options: ProgramOptions): Promise<Program> {
  const { host, probe, signal } = board;
  if (options.program !== undefined) {
    const program = readProgram(options.program);
    requireProgram(program, options.program);
    const advice =
      builderFor(probe) === null
        ? 'build it on the board itself (packages/runtime-c/README.md)'
        : 'leave out --program to build one';
    requireArchitecture(board, program, { name: options.program, advice });
    return { program, sources: UNKNOWN_SOURCES };
  }
  const toolchain = toolchainFor(host, probe, options.toolchain);
  const prebuilt = options.toolchain === undefined ? prebuiltProgram(toolchain.name) : null;
  if (prebuilt !== null) {
    console.log(`program: from ${prebuilt.name}`);
    requireArchitecture(board, prebuilt.program, { name: prebuilt.name, advice: 'choose a --toolchain' });
    return { program: prebuilt.program, sources: sourceState('--', 'packages/runtime-c') };
  }
  const path = await crossCompile(toolchain, signal);
  console.log(`program: built with ${toolchain.name}`);
  const program = readWhole(path);
  requireArchitecture(board, program, { name: `the build of ${toolchain.name}`, advice: 'choose another --toolchain' });
  return { program, sources: sourceState('--', 'packages/runtime-c') };
}

/** Throws E_FILE for what no system takes for a program; a shell would take any text for a script. */
function requireProgram(program: Uint8Array, name: string): void {
  const head = Buffer.from(program.subarray(0, 4)).toString('latin1');
  if (head === '\x7fELF' || head.startsWith('#!') || MACH_O.test(head)) return;
  throw new BitplaneError(
    'E_FILE',
    `--program: expected a program, got another kind of file, ${name}: name the one that CMake built, packages/runtime-c/build/<preset>/bitplane`,
  );
}

/** First bytes of programs for macOS, of one architecture or several. */
const MACH_O = /^(\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/;

/** Throws E_BOARD for a program that the board does not run, if both say what they are. */
function requireArchitecture(
  { host, probe }: OpenBoard,
  program: Uint8Array,
  { name, advice }: { readonly name: string; readonly advice: string },
): void {
  const architecture = elfArchitecture(program.subarray(0, ELF_HEAD_NBYTES));
  if (architecture === null || probe.architecture === UNKNOWN || architecture === probe.architecture) return;
  throw new BitplaneError(
    'E_BOARD',
    `${host} runs ${probe.architecture} programs, but ${name} is for ${architecture}: ${advice}`,
  );
}

/** Throws E_MISSING_FILE. */
function readProgram(path: string): Buffer {
  const file = userPath(path);
  if (existsSync(file)) return readWhole(file);
  throw new BitplaneError('E_MISSING_FILE', `--program: expected a file, found none at ${file}`);
}
