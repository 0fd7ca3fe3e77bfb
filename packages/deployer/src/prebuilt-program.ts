// A program that was built for a release, where the user has installed its package and it is of the sources here.
import { existsSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { packageFolder, readWhole, runtimeFolder, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { hostBuild } from './cross-compile';
import {
  hashSources,
  PREBUILT_PACKAGES,
  PROGRAM_FILE,
  sha256,
  STATEMENT_FILE,
  type PrebuiltStatement,
} from './prebuilt-package';
import { HOST_TOOLCHAIN } from './toolchains';

interface PrebuiltProgram {
  /** Of its package. */
  readonly name: string;
  readonly program: Buffer;
}

/**
 * What takes the place of a toolchain's build; null where no package is installed, or one of other sources, which it
 * says. Throws E_FILE for a package whose files do not belong together. find: the folder of a package, by its name
 * without the scope.
 */
export function prebuiltProgram(
  toolchain: string,
  find = (name: string) => packageFolder(name),
): PrebuiltProgram | null {
  const target = toolchain === HOST_TOOLCHAIN ? targetHere() : toolchain;
  const short = target === null ? undefined : PREBUILT_PACKAGES[target];
  if (short === undefined || (toolchain === HOST_TOOLCHAIN && process.env.BITPLANE_PROGRAM)) return null;
  const [folder, name] = [find(short), `@bitplane/${short}`];
  if (!existsSync(join(folder, STATEMENT_FILE))) return null;
  const statement = JSON.parse(readWhole(join(folder, STATEMENT_FILE)).toString()) as PrebuiltStatement;
  if (statement.sources !== hashSources(runtimeFolder())) {
    console.log(
      `${name} was built from other sources of the runtime, so it is not used: install the version of @bitplane/deployer`,
    );
    return null;
  }
  const program = readWhole(join(folder, PROGRAM_FILE));
  const got = sha256(program);
  if (got === statement.program) return { name, program };
  throw new BitplaneError(
    'E_FILE',
    `${join(folder, PROGRAM_FILE)}: expected SHA-256 ${statement.program}, got ${got}: install ${name} again`,
  );
}

/** Puts this computer's where the converter looks for a build, and returns its path; null where there is none. */
export function placePrebuiltProgram(): string | null {
  const prebuilt = prebuiltProgram(HOST_TOOLCHAIN);
  if (prebuilt === null) return null;
  const path = hostBuild();
  if (!existsSync(path) || !readWhole(path).equals(prebuilt.program)) writeWhole(path, prebuilt.program, 0o777);
  console.log(`${prebuilt.name} has the program for this computer`);
  return path;
}

/** The toolchain that builds for this computer's kind; null if there is none. */
function targetHere(): string | null {
  if (process.platform !== 'linux') return null;
  if (process.arch === 'x64') return 'zig-x86_64-linux';
  if (process.arch === 'arm64') return 'zig-aarch64-linux';
  return process.arch === 'arm' && !machine().startsWith('armv6') ? 'zig-arm-linux' : null;
}
