// libtensorflow: taken out of PyPI's wheel, or, where there is no Python or no wheel, out of the official archive of
// the C library. tfjs-node's own download is of neither: its host and its version 2.9.1 are left alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloads } from '../downloads.mjs';
import { fetchArchive, forgetArchive } from '../fetch.mjs';
import { placeWhole } from '../placement.mjs';
import { cacheFolder } from '../places.mjs';
import { unpackTarball, unpackWheel } from '../unpack.mjs';

const folder = cacheFolder('tensorflow');
const originFile = (of) => join(of, 'origin.json');

const sharedLibrary = (name) => (process.platform === 'darwin' ? `${name}.2.dylib` : `${name}.so.2`);

// The headers of the C API with what they include; the C++ ones (100 MB) are not needed.
const HEADERS = [
  'tensorflow/c/',
  'tensorflow/core/platform/',
  'tensorflow/core/common_runtime/',
  'tensorflow/tsl/platform/',
  'xla/tsl/',
  'tsl/',
].map((name) => `include/${name}`);

const sources = [
  {
    name: 'PyPI wheel',
    download: downloads.tensorflow,
    libraries: ['libtensorflow_cc', 'libtensorflow_framework'].map(sharedLibrary),
    unpack: (archive, part, libraries) =>
      unpackWheel(archive, part, { package: 'tensorflow', members: [...libraries, ...HEADERS] }),
  },
  {
    name: 'official archive of the C library',
    download: downloads.libtensorflow,
    libraries: ['libtensorflow', 'libtensorflow_framework'].map((name) => `lib/${sharedLibrary(name)}`),
    unpack: unpackTarball,
  },
];

/**
 * What is in the cache: { way, source, why: reasons against the other one, libraries, include }, with absolute paths;
 * null where nothing is.
 */
export function findLibraries() {
  if (!existsSync(originFile(folder))) return null;
  const origin = JSON.parse(readFileSync(originFile(folder), 'utf8'));
  return { ...origin, libraries: origin.libraries.map((name) => join(folder, name)), include: join(folder, 'include') };
}

/**
 * Makes sure that libtensorflow is in the cache: the first source that works. The archive's client is an npm package:
 * that source waits for `packages`. Throws with each source's reason where none does.
 */
export async function fetchLibraries(packages) {
  if (findLibraries() !== null) return;
  const reasons = [];
  for (const source of sources) {
    try {
      if (source.download.from === 'web') await packages;
      return await placeLibraries(source, reasons);
    } catch (error) {
      reasons.push(`${source.name}: ${error.message}`);
    }
  }
  throw new Error(`no source of libtensorflow worked\n${reasons.join('\n')}`);
}

async function placeLibraries({ name, download, libraries, unpack }, why) {
  const archive = await fetchArchive(download);
  await placeWhole(folder, async (part) => {
    await unpack(archive, part, libraries);
    writeFileSync(
      originFile(part),
      JSON.stringify({ way: name, source: download.spec ?? download.url, why, libraries }, null, 2),
    );
  });
  forgetArchive(download);
}
