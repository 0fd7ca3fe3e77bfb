// Fetches an archive with the registry's ordinary client, checks it, and keeps it in the cache until it has been
// unpacked.
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { requireSha256 } from './checksum.mjs';
import { command } from './command.mjs';
import { partOf, placeWhole } from './placement.mjs';
import { cacheFolder, root } from './places.mjs';
import { withResponse } from './proxy.mjs';

/**
 * Each client puts one file into `folder`; `scratch` is for what it keeps while it works, so that nothing stays
 * elsewhere on the disk.
 */
const clients = {
  npm: ({ spec }, folder, scratch) =>
    command('npm', ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', folder, '--cache', scratch], {
      cwd: root,
    }),
  pip: ({ spec, tags }, folder, scratch) =>
    command(
      'python3',
      // prettier-ignore
      ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-deps', '--only-binary=:all:', ...tags, '--dest', folder, spec],
      { env: { ...process.env, TMPDIR: scratch } },
    ),
  web: ({ url }, folder) =>
    withResponse(url, async (response) => {
      if (!response.ok) throw new Error(`expected status 200 from ${url}, got ${response.status}`);
      await pipeline(Readable.fromWeb(response.body), createWriteStream(join(folder, basename(url))));
    }),
};

const folderOf = (download) => cacheFolder('downloads', download.name);

/**
 * Resolves to the path of the checked archive. One that an interrupted set-up has fetched is used. Throws where its
 * SHA-256 is not the pinned one.
 */
export async function fetchArchive(download) {
  const folder = folderOf(download);
  if (!download.sha256) throw new Error(`${download.name} is not published for ${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    await placeWhole(folder, async (part) => {
      const scratch = join(part, 'scratch');
      mkdirSync(scratch, { recursive: true });
      await clients[download.from](download, part, scratch);
      rmSync(scratch, { recursive: true });
      await requireSha256(join(part, readdirSync(part)[0]), download.sha256);
    });
  }
  return join(folder, readdirSync(folder)[0]);
}

/** Removes an archive that has been unpacked. */
export const forgetArchive = (download) => rmSync(folderOf(download), { recursive: true, force: true });

/** How many bytes of a download have arrived so far; 0 where none is under way. */
export function arrivedNbytes(name) {
  const part = partOf(cacheFolder('downloads', name));
  const sizeOf = (entry) =>
    statSync(join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  try {
    return readdirSync(part, { recursive: true, withFileTypes: true }).reduce((sum, entry) => sum + sizeOf(entry), 0);
  } catch {
    return 0; // not begun, or just finished
  }
}
