// Compiles the library of native ops; the set-up calls it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { buildDigest, COMPILER_FLAGS, libraryPlace, sourceFolder, tensorFlowOrigin } from './library';

const WARNINGS = ['-Wall', '-Wextra', '-Wshadow', '-Werror', '-Wno-psabi'];

/**
 * Builds the library, unless it is there and fits. Returns whether it did. Throws E_SETUP without TensorFlow in the
 * cache, E_PROGRAM when the compiler fails.
 */
export function buildLibrary(): boolean {
  if (!existsSync(tensorFlowOrigin())) {
    throw new BitplaneError(
      'E_SETUP',
      `no TensorFlow in ${cacheFolder()}: run "npm run setup -- --only tensorflow" first`,
    );
  }
  const { file, stamp } = libraryPlace();
  const digest = buildDigest();
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false;
  mkdirSync(dirname(file), { recursive: true });
  // A process may be running the old one: it keeps its file, the name gets the new one.
  const part = `${file}.part-${process.pid}`;
  compile(part);
  renameSync(part, file);
  writeFileSync(stamp, digest);
  return true;
}

function compile(output: string): void {
  const tensorFlow = dirname(tensorFlowOrigin());
  const { libraries } = JSON.parse(readFileSync(tensorFlowOrigin(), 'utf8')) as { libraries: string[] };
  const paths = libraries.map((name) => join(tensorFlow, name));
  const sources = readdirSync(sourceFolder).filter((name) => name.endsWith('.cc'));
  const compiler = process.env.CXX ?? 'c++';
  try {
    execFileSync(
      compiler,
      [
        ...[...COMPILER_FLAGS, ...WARNINGS, '-shared', '-fPIC', '-DNAPI_VERSION=8'],
        ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-ldl']),
        ...[
          join(dirname(require.resolve('node-api-headers/package.json')), 'include'),
          join(tensorFlow, 'include'),
        ].flatMap((folder) => ['-isystem', folder]),
        ...sources.map((name) => join(sourceFolder, name)),
        ...[...paths, `-Wl,-rpath,${dirname(paths[0])}`, '-o', output],
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
  } catch (cause) {
    throw new BitplaneError('E_PROGRAM', `${compiler} could not compile ${sourceFolder}: see its message above`, {
      cause,
    });
  }
}
