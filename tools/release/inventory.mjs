// What accompanies the tarballs: what they are made of and depend on (CycloneDX), and their checksums.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { command } from '../setup/command.mjs';
import { root } from '../setup/places.mjs';

/**
 * The bill of materials by npm, of the packages and all that they install. Without its time and its random number, the
 * same lock file gives the same bytes.
 */
export async function billOfMaterials(names) {
  const workspaces = names.flatMap((name) => ['--workspace', `packages/${name}`]);
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only', ...workspaces];
  const bill = JSON.parse(await command('npm', words, { cwd: root }));
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** As `sha256sum --check` reads it. */
export const checksums = (files) =>
  files.map((file) => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${basename(file)}\n`).join('');
