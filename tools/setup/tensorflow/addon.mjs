// tfjs-node's native addon, compiled from the sources in its npm package against our libtensorflow: no node-gyp, no
// Bazel.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from '../command.mjs';
import { placeWhole } from '../placement.mjs';
import { cacheFolder, modulesFolder } from '../places.mjs';

const tfjsNode = modulesFolder('@tensorflow/tfjs-node');
const placeOfAddon = join(tfjsNode, 'lib/napi-v8/tfjs_binding.node');

// Beside the libraries, so that a new `npm ci`, which empties node_modules, costs a copy and no compilation.
const cachedAddon = cacheFolder('tensorflow/tfjs_binding.node');
const stampFile = `${cachedAddon}.json`;

/**
 * What the compiled addon depends on. The libraries' paths are in it (rpath), so a cache that has moved asks for a new
 * one.
 */
const stampOf = ({ libraries, source }) =>
  JSON.stringify({
    tfjsNode: JSON.parse(readFileSync(join(tfjsNode, 'package.json'), 'utf8')).version,
    source,
    libraries,
  });

const isCompiled = (origin) =>
  existsSync(cachedAddon) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOf(origin);

/** True where tfjs-node has the addon that was compiled against these libraries. */
export const hasAddon = (origin) =>
  existsSync(placeOfAddon) && isCompiled(origin) && readFileSync(placeOfAddon).equals(readFileSync(cachedAddon));

/**
 * Compiles the addon, unless that was done for these libraries, gives it to tfjs-node and loads it once in a process of
 * its own.
 */
export async function placeAddon(origin) {
  if (!isCompiled(origin)) {
    await placeWhole(cachedAddon, (part) => compile(origin, part));
    await placeWhole(stampFile, (part) => writeFileSync(part, stampOf(origin)));
  }
  await placeWhole(placeOfAddon, (part) => copyFileSync(cachedAddon, part));
  return loadAddon();
}

/** Resolves to libtensorflow's version, as the addon reports it. Throws where the addon cannot be loaded. */
export const loadAddon = async () =>
  (await command(process.execPath, ['-p', `require(${JSON.stringify(placeOfAddon)}).TF_Version`])).trim();

// N-API is stable: one addon serves every Node. https://nodejs.org/api/n-api.html
const compile = ({ libraries, include }, output) =>
  command(process.env.CXX ?? 'c++', [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    ...[modulesFolder('node-api-headers/include'), include, tfjsNode].map((folder) => `-I${folder}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjsNode, 'binding', name)),
    ...libraries,
    `-Wl,-rpath,${dirname(libraries[0])}`,
    ...['-o', output],
  ]);
