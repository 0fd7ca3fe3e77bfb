// Packs the staged packages. npm gives every file of a tarball one date, so that equal files make equal tarballs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../setup/command.mjs';

/** Resolves to the tarballs' paths in `out`, in the order of `names`. */
export async function packPackages(folder, names, out) {
  const folders = names.map((name) => join(folder, name));
  await command('npm', ['pack', ...folders, '--silent', '--ignore-scripts', '--pack-destination', out], {
    cwd: folder,
  });
  return folders.map((each) => join(out, tarballName(JSON.parse(readFileSync(join(each, 'package.json'), 'utf8')))));
}

/** As npm calls it. */
export const tarballName = ({ name, version }) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
