// One version for everything: packages, what they depend on among each other, the C runtime, the changelog.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OTHER_FILES = {
  'packages/runtime-c/CMakeLists.txt': /^project\(bitplane VERSION (\S+)/m,
  'CITATION.cff': /^version: (\S+)/m,
};

/** One sentence for each place below `root` that has another version than the root's package.json. */
export function findOtherVersions(root) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  const folders = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'test', 'tools'];
  const manifests = folders.map((folder) => [`${folder}/package.json`, JSON.parse(read(`${folder}/package.json`))]);
  const found = [
    ...manifests.map(([path, manifest]) => [path, manifest.version]),
    ...manifests.flatMap(([path, { dependencies = {} }]) =>
      Object.entries(dependencies)
        .filter(([name]) => name.startsWith('@bitplane/'))
        .map(([name, wanted]) => [`${path}, ${name}`, wanted]),
    ),
    ...Object.entries(OTHER_FILES).map(([path, pattern]) => [path, pattern.exec(read(path))?.[1]]),
  ];
  const others = found.filter(([, other]) => other !== version);
  return [
    ...others.map(([path, other]) => `${path}: expected version ${version} as in package.json, got ${other}`),
    ...(read('CHANGELOG.md').includes(`\n## [${version}]`) ? [] : [`CHANGELOG.md: expected a section [${version}]`]),
  ];
}

/** What keeps the sources below `root` from being released: a sentence, or null. */
export function unreleasedChanges(root) {
  const [, text] =
    /\n## \[Unreleased\]\n([\s\S]*?)(\n## |$)/.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  if (!text?.trim()) return null;
  return 'CHANGELOG.md has entries under [Unreleased]: give them a version, and all package.json the same';
}
