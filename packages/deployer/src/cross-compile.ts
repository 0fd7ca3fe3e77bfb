// Builds the on-board program with CMake. What has not changed is not built again: CMake sees to that.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError, buildFolder, cacheFolder, didYouMean, lockFolder, workspaceRoot } from '@bitplane/model';
import { startProgress } from './progress';
import { HOST_TOOLCHAIN, type Toolchain } from './toolchains';

/**
 * Builds with a toolchain and returns the program's path. Throws E_SETUP without CMake or zig, E_USAGE for an unknown toolchain,
 * E_BOARD if the build fails, E_INTERRUPTED. Waits while another process builds with it.
 */
export async function crossCompile({ name, libc }: Toolchain, signal: AbortSignal): Promise<string> {
  const source = join(workspaceRoot(), 'packages/runtime-c');
  const given = process.env.BITPLANE_PROGRAM;
  if (name === HOST_TOOLCHAIN && given !== undefined) return demandProgram(given);
  const folder = name === HOST_TOOLCHAIN ? join(source, 'build/host') : buildFolder(`${name}-${libc}`);
  const log = `${folder}.log`;
  const configure =
    name === HOST_TOOLCHAIN
      ? ['--preset', 'host']
      : [
          '-S',
          source,
          '-B',
          folder,
          '-D',
          `CMAKE_TOOLCHAIN_FILE=${toolchainFile(source, name)}`,
          '-D',
          'CMAKE_BUILD_TYPE=Release',
          '-D',
          `BITPLANE_LIBC=${libc}`,
        ];

  const release = await lockFolder(folder, signal);
  const progress = startProgress(`building with ${name}`, 100, '%');
  const run = (args: readonly string[]) =>
    runCMake(args, { cwd: source, log, signal, onPercent: (percent) => progress.update(percent) });
  try {
    await run(configure);
    await run(['--build', folder, '--target', 'bitplane-program']);
  } finally {
    progress.stop();
    release();
  }
  return join(folder, 'bitplane');
}

function demandProgram(file: string): string {
  if (existsSync(file)) return file;
  throw new BitplaneError('E_MISSING_FILE', `BITPLANE_PROGRAM: expected the on-board program, found no file ${file}`);
}

function toolchainFile(source: string, name: string): string {
  const folder = join(source, 'cmake/toolchains');
  const file = join(folder, `${name}.cmake`);
  if (!existsSync(file)) {
    // zig.cmake is what the others share.
    const known = readdirSync(folder).filter((entry) => entry.includes('-'));
    const names = [HOST_TOOLCHAIN, ...known.map((entry) => entry.replace('.cmake', ''))];
    throw new BitplaneError(
      'E_USAGE',
      `--toolchain: expected one of ${names.join(', ')}, got "${name}"${didYouMean(name, names)}`,
    );
  }
  const zig = process.env.BITPLANE_ZIG ?? cacheFolder('ziglang', 'zig');
  if (name.startsWith('zig-') && !existsSync(zig)) {
    throw new BitplaneError(
      'E_SETUP',
      `expected the cross compiler zig at ${zig}, found nothing: run "npm run setup", or choose --toolchain`,
    );
  }
  return file;
}

interface RunOptions {
  readonly cwd: string;
  readonly log: string;
  readonly signal: AbortSignal;
  readonly onPercent: (percent: number) => void;
}

function runCMake(args: readonly string[], { cwd, log, signal, onPercent }: RunOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = createWriteStream(log);
    const child = spawn('cmake', args, { cwd, signal, killSignal: 'SIGTERM', stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (data: Buffer) => {
      const percent = /\[ *(\d+)%\]/.exec(data.toString())?.[1];
      if (percent !== undefined) onPercent(Number(percent));
    });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(new BitplaneError('E_INTERRUPTED', 'ended by the user while it was building'));
      else
        reject(
          new BitplaneError(
            'E_SETUP',
            `cmake cannot be started (${error.code}): install CMake 3.21 or later, then run "npm run setup"`,
          ),
        );
    });
    child.on('close', (code) => {
      output.end();
      if (code === 0) resolve();
      else
        reject(
          new BitplaneError(
            'E_BOARD',
            `cmake ${args[0] === '--build' ? '--build' : 'configure'} failed with exit code ${code}: its output is in ${log}`,
          ),
        );
    });
  });
}
