// What is wrong with a tarball, by the tools that people check packages with, and by what is true of ours alone.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { isProgramPackage } from './program-packages.mjs';

/** Resolves to one sentence for each finding. */
export async function findFaults(tarball) {
  const bytes = new Uint8Array(readFileSync(tarball));
  const contents = createPackageFromTarballData(bytes);
  const [types, lint] = await Promise.all([
    checkPackage(contents),
    publint({ pack: { tarball: bytes.buffer }, level: 'suggestion', strict: true }),
  ]);
  const untyped = isProgramPackage(tarball) ? [] : ['are-the-types-wrong finds no types'];
  const faults = [
    ...(types.types === false ? untyped : types.problems.filter(isFault).map(describeProblem)),
    ...lint.messages.map((message) => `publint: ${formatMessage(message, lint.pkg, { color: false })}`),
    ...findLeftovers(contents.listFiles().map((path) => [path, () => contents.readFile(path)])),
  ];
  return faults.map((fault) => `${basename(tarball)}: ${fault}`);
}

/**
 * From Node 20.19 on, which our packages require, require() takes ES modules; and what resolves as Node 10 did knows
 * one entry per package.
 */
const isFault = ({ kind, resolutionKind, entrypoint }) =>
  kind !== 'CJSResolvesToESM' && !(resolutionKind === 'node10' && entrypoint !== '.');

const describeProblem = ({ kind, ...where }) => `are-the-types-wrong: ${kind} ${JSON.stringify(where)}`;

/** Code that would need a TypeScript loader, and sources without their compiled form. files: [path, read()]. */
export function findLeftovers(files) {
  const names = new Set(files.map(([path]) => path));
  return files.flatMap(([path, read]) => {
    if (/\/dist\/.*\.ts$/.test(path) && !path.endsWith('.d.ts')) return [`${path} was not compiled`];
    if (!/\/(dist|bin)\/.*\.js$/.test(path)) return [];
    const text = read();
    return [
      ...(/['"]tsx(?=\/|['"])/.test(text) ? [`${path} loads tsx`] : []),
      ...(/(?:require\(|from |import\()(['"])\.[^'"]*\.ts\1/.test(text) ? [`${path} requires TypeScript`] : []),
      ...(text.includes('//# sourceMappingURL=') && !names.has(`${path}.map`) ? [`${path} lacks its source map`] : []),
    ];
  });
}
