// Builds the on-board program with CMake. What has not changed is not built again: CMake sees to that.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, cacheFolder, didYouMean, hostBuildFolder, lockFolder, runtimeFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { startProgress } from './progress';
import { runCMake } from './run-cmake';
import { HOST_TOOLCHAIN, type Toolchain } from './toolchains';
import { isWritable, writableFolder } from './writable-cache';

/**
 * Builds with a toolchain and returns the program's path. Throws E_SETUP without CMake or zig, E_USAGE for an unknown
 * toolchain, E_BOARD if the build fails, E_INTERRUPTED. Waits while another process builds with it.
 */
export async function crossCompile({ name, libc }: Toolchain, signal: AbortSignal): Promise<string> {
  const source = runtimeFolder();
  const given = process.env.BITPLANE_PROGRAM;
  if (name === HOST_TOOLCHAIN && given !== undefined) return requireProgram(given);
  const toolchain =
    name === HOST_TOOLCHAIN
      ? ['--preset', 'host']
      : [
          ...['-D', `CMAKE_TOOLCHAIN_FILE=${toolchainFile(source, name)}`],
          ...['-D', 'CMAKE_BUILD_TYPE=Release', '-D', `BITPLANE_LIBC=${libc}`],
        ];
  const folder = buildFolderOf({ name, libc });
  const log = `${folder}.log`;

  const release = await lockFolder(folder, signal);
  const progress = startProgress(`building with ${name}`, 100, '%');
  const run = (args: readonly string[]) =>
    runCMake(args, { cwd: source, log, signal, onPercent: (percent) => progress.update(percent) });
  try {
    await run(['-D', `BUILD=${folder}`, '-P', join(source, 'cmake/forget-moved-build.cmake')]);
    await run(['-S', source, '-B', folder, ...toolchain]);
    await run(['--build', folder, '--target', 'bitplane-program']);
  } finally {
    progress.stop();
    release();
  }
  return join(folder, 'bitplane');
}

/** The host's build is where everyone looks for it, if that can be written. */
function buildFolderOf({ name, libc }: Toolchain): string {
  const inCache = buildFolder(`${name}-${libc}`);
  return name === HOST_TOOLCHAIN && isWritable(hostBuildFolder()) ? hostBuildFolder() : writableFolder(inCache);
}

/** Where the host's build has its program. */
export const hostBuild = (): string => join(buildFolderOf({ name: HOST_TOOLCHAIN, libc: 'gnu' }), 'bitplane');

function requireProgram(file: string): string {
  if (existsSync(file)) return file;
  throw new BitplaneError('E_MISSING_FILE', `BITPLANE_PROGRAM: expected the on-board program, found no file ${file}`);
}

function toolchainFile(source: string, name: string): string {
  const folder = join(source, 'cmake/toolchains');
  const file = join(folder, `${name}.cmake`);
  if (!existsSync(file)) {
    // zig.cmake and find-zig.cmake are what the others share.
    const known = readdirSync(folder).filter((entry) => /^(zig|gnu)-/.test(entry));
    const names = [HOST_TOOLCHAIN, ...known.map((entry) => entry.replace('.cmake', ''))];
    throw new BitplaneError(
      'E_USAGE',
      `--toolchain: expected one of ${names.join(', ')}, got "${name}"${didYouMean(name, names)}`,
    );
  }
  const zig = process.env.BITPLANE_ZIG || cacheFolder('ziglang', 'zig');
  if (name.startsWith('zig-') && !existsSync(zig)) {
    throw new BitplaneError(
      'E_SETUP',
      `expected the cross compiler zig at ${zig}, found nothing: run "npm run setup", or choose --toolchain`,
    );
  }
  return file;
}
