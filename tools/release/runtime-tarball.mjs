// The C runtime as people of C expect it: sources with CMake's package, pkg-config's file, and the library as one file.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { command } from '../setup/command.mjs';
import { root } from '../setup/places.mjs';
import { sourceFiles } from '../source-files.mjs';
import { moveLinks } from './moved-links.mjs';

const CONTENTS = ['CMakeLists.txt', 'README.md', 'bare-metal', 'cmake', 'examples', 'include', 'src', 'tools'];
/** What users of the C library read beside its README. */
const DOCS = ['docs/bits.md', 'docs/embedding.md', 'docs/format.md'];
/** As npm dates its files, so that equal sources make equal bytes. */
const DATE = '1985-10-26 08:15:00Z';

export const isRuntimeTarball = (path) => /^bitplane-\d.*\.tar\.gz$/.test(basename(path));

/** Makes bitplane-VERSION.tar.gz in `out`, by way of `folder`; resolves to its path. Needs GNU tar. */
export async function makeRuntimeTarball(folder, out) {
  const source = join(root, 'packages/runtime-c');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const name = `bitplane-${version}`;
  const [to, tar, path] = [join(folder, name), join(folder, `${name}.tar`), join(out, `${name}.tar.gz`)];
  for (const each of CONTENTS) cpSync(join(source, each), join(to, each), { recursive: true });
  for (const each of DOCS) cpSync(join(root, each), join(to, each));
  for (const page of sourceFiles(to, ['.md'])) moveLinksOf(to, page);
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  await command(process.execPath, [join(source, 'amalgamate/main.mjs'), join(to, 'single-file')]);
  const same = ['--format=ustar', '--sort=name', `--mtime=${DATE}`, '--owner=0', '--group=0', '--numeric-owner'];
  await command('tar', [...same, '--mode=u=rwX,go=rX', '-C', folder, '-cf', tar, name]);
  writeFileSync(path, gzipSync(readFileSync(tar), { level: 9 }));
  rmSync(tar);
  return path;
}

const HOME = 'packages/runtime-c/';

/** page: a path in `folder`, where everything lies that travels. */
function moveLinksOf(folder, page) {
  const file = join(folder, page);
  const path = DOCS.includes(page) ? page : `${HOME}${page}`;
  const placeOf = (target) => {
    const place = target.startsWith(HOME) ? target.slice(HOME.length) : target;
    const travels = DOCS.includes(place) || target.startsWith(HOME);
    return travels && existsSync(join(folder, place)) ? place : null;
  };
  writeFileSync(file, moveLinks({ path, text: readFileSync(file, 'utf8'), movedTo: page }, placeOf));
}
