// Makes everything that is released, in one folder: tarballs, SBOM.cdx.json, SHA256SUMS.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compilePackages } from './compile.mjs';
import { billOfMaterials, checksums } from './inventory.mjs';
import { packPackages } from './pack.mjs';
import { PUBLISHED } from './packages.mjs';
import { isProgramPackage, stageProgramPackages } from './program-packages.mjs';
import { isRuntimeTarball, makeRuntimeTarball } from './runtime-tarball.mjs';
import { prepareStage, stagePackage } from './stage.mjs';

const names = PUBLISHED.map(({ name }) => name);
const [BILL, SUMS] = ['SBOM.cdx.json', 'SHA256SUMS'];

/**
 * Makes the tarballs in `out`, instead of earlier ones, and elsewhere. Resolves to { tarballs: paths, differing: a
 * sentence for each whose bytes are not the same }. commit: of the sources, null where files differ from it.
 */
export async function makeTwice(out, commit) {
  clear(out);
  return inTemporaryFolder(async (again) => {
    const [tarballs, others] = await Promise.all([out, again].map((folder) => makeTarballs(folder, commit)));
    const differing = tarballs
      .filter((path, i) => !readFileSync(path).equals(readFileSync(others[i])))
      .map((path) => `${basename(path)}: expected the same bytes from a second build, got others`);
    return { tarballs, differing };
  });
}

/** Adds to `out` what accompanies the tarballs. */
export async function addInventory(out, tarballs) {
  const bill = join(out, BILL);
  writeFileSync(bill, await billOfMaterials(names, tarballs.filter(isNoWorkspace)));
  writeFileSync(join(out, SUMS), checksums([...tarballs, bill]));
}

const makeTarballs = (out, commit) =>
  inTemporaryFolder(async (folder) => {
    prepareStage(folder);
    for (const published of PUBLISHED) stagePackage(published, { folder, commit });
    await compilePackages(folder, PUBLISHED);
    const programs = await stageProgramPackages(folder, commit);
    const packages = await packPackages(folder, [...names, ...programs], out);
    return [...packages, await makeRuntimeTarball(folder, out)];
  });

/** npm lists the others. */
const isNoWorkspace = (tarball) => isProgramPackage(tarball) || isRuntimeTarball(tarball);

/** The folder may hold files of the user's. */
function clear(out) {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out))
    if (/^bitplane-.*\.(tgz|tar\.gz)$/.test(name) || [BILL, SUMS].includes(name)) rmSync(join(out, name));
}

async function inTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-release-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
