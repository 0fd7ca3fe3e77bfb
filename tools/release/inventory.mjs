// What accompanies tarballs and wheels: what they are made of and depend on (CycloneDX), and their checksums.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { command } from '../setup/command.mjs';
import { root } from '../setup/places.mjs';

/**
 * The bill of materials by npm, of the packages and all that they install, and of other files, which are of our own
 * sources alone. Without its time and its random number, the same lock file gives the same bytes.
 */
export async function billOfMaterials(names, others) {
  const workspaces = names.flatMap((name) => ['--workspace', `packages/${name}`]);
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only', ...workspaces];
  const bill = JSON.parse(await command('npm', words, { cwd: root }));
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  bill.components.push(...others.map(componentOf));
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function componentOf(path) {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = basename(path).replace(/\.(tgz|tar\.gz|whl)$/, '');
  return {
    ...{ 'bom-ref': name, type: 'application', name: name.replace(`-${version}`, ''), version },
    hashes: [{ alg: 'SHA-256', content: sha256(path) }],
    licenses: [{ license: { id: license } }],
  };
}

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** As `sha256sum --check` reads it. */
export const checksums = (files) => files.map((file) => `${sha256(file)}  ${basename(file)}\n`).join('');
